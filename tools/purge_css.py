"""Cut a vendored stylesheet down to the classes we use.

The result depends on the stylesheet and the keep list, on nothing else, so two runs give the same
bytes. Custom properties that no kept rule reads go too: our own stylesheets may set those of a
vendored one, never read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

_COMMENT = re.compile(r"/\*(?!!).*?\*/", re.S)
_CLASS = re.compile(r"\.((?:\\.|[\w-])+)")
_NEGATION = re.compile(r":(?:not|is|where|has)\(")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
_ANIMATION = re.compile(r"^(?:-webkit-)?animation(?:-name)?$")
_NESTING = ("@media", "@supports", "@layer", "@container")


@dataclass(frozen=True, slots=True)
class Keep:
    """What may stay: globs of class names, and texts whose presence drops a selector."""

    classes: tuple[str, ...]
    dropped: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Keep:
        """Read a keep list: one glob a line, `!text` drops selectors, `#` starts a remark."""
        lines = [line.split("#", 1)[0].strip() for line in text.splitlines()]
        return cls(
            classes=tuple(line for line in lines if line and not line.startswith("!")),
            dropped=tuple(line[1:].strip() for line in lines if line.startswith("!")),
        )

    def allows(self, selector: str) -> bool:
        """Tell whether every class that the selector requires is kept."""
        if any(text in selector for text in self.dropped):
            return False
        required = _CLASS.findall(_without_alternatives(selector))
        return all(
            any(fnmatchcase(name.replace("\\", ""), glob) for glob in self.classes)
            for name in required
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its prelude, and either declarations or, for @media and the like, inner rules."""

    prelude: str
    declarations: tuple[str, ...] = ()
    inner: tuple[Rule, ...] = ()


def purge(css: str, keep: Keep) -> str:
    """Return the stylesheet without unused rules, custom properties, keyframes and fonts."""
    notice = re.match(r"(?:@charset[^;]+;)?\s*(/\*!.*?\*/)", css, re.S)
    rules = tuple(_select(_parse(_COMMENT.sub("", _without_notice(css))), keep))
    used = _used_variables(rules)
    rules = tuple(_without_unused(rules, used, _used_animations(rules)))
    head = f"{notice.group(1)}\n" if notice else ""
    return head + "".join(_render(rule) for rule in rules) + "\n"


def _without_notice(css: str) -> str:
    return re.sub(r"^@charset[^;]+;|/\*!.*?\*/", "", css, flags=re.S)


def _parse(css: str) -> list[Rule]:
    rules: list[Rule] = []
    position = 0
    while (opening := _find(css, "{;", position)) >= 0:
        prelude = " ".join(css[position:opening].split())
        if css[opening] == ";":
            rules.append(Rule(prelude))
            position = opening + 1
            continue
        closing = _closing_brace(css, opening)
        body = css[opening + 1 : closing]
        if prelude.startswith(_NESTING):
            rules.append(Rule(prelude, inner=tuple(_parse(body))))
        elif "keyframes" in prelude:
            rules.append(Rule(prelude, declarations=(body,)))
        else:
            rules.append(Rule(prelude, declarations=tuple(_split(body, ";"))))
        position = closing + 1
    return rules


def _find(css: str, wanted: str, start: int) -> int:
    """Find the first of the wanted characters outside strings and brackets, or -1."""
    quote = ""
    depth = 0
    position = start
    while position < len(css):
        character = css[position]
        if character == "\\":
            position += 1
        elif quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif depth == 0 and character in wanted:
            return position
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        position += 1
    return -1


def _closing_brace(css: str, opening: int) -> int:
    depth = 1
    position = opening
    while depth:
        position = _find(css, "{}", position + 1)
        if position < 0:
            raise ValueError(f"unclosed block at {css[opening - 80 : opening + 1]!r}")
        depth += 1 if css[position] == "{" else -1
    return position


def _split(text: str, separator: str) -> Iterator[str]:
    start = 0
    while (end := _find(text, separator, start)) >= 0:
        yield text[start:end].strip()
        start = end + 1
    if tail := text[start:].strip():
        yield tail


def _without_alternatives(selector: str) -> str:
    """Drop the arguments of :not(), :is(), :where() and :has(): they require nothing."""
    while match := _NEGATION.search(selector):
        end = _find(selector, ")", match.end())
        selector = selector[: match.start()] + (selector[end + 1 :] if end >= 0 else "")
    return selector


def _select(rules: Iterable[Rule], keep: Keep) -> Iterator[Rule]:
    for rule in rules:
        if rule.inner:
            if inner := tuple(_select(rule.inner, keep)):
                yield Rule(rule.prelude, inner=inner)
        elif "keyframes" in rule.prelude:
            yield rule
        elif not rule.prelude.startswith("@"):
            selectors = [part for part in _split(rule.prelude, ",") if keep.allows(part)]
            if selectors:
                yield Rule(",".join(selectors), rule.declarations)


def _flat(rules: Iterable[Rule]) -> Iterator[Rule]:
    for rule in rules:
        yield from _flat(rule.inner) if rule.inner else (rule,)


def _used_variables(rules: Iterable[Rule]) -> set[str]:
    used: set[str] = set()
    readers: dict[str, set[str]] = {}
    for rule in _flat(rules):
        for declaration in rule.declarations:
            name = declaration.split(":", 1)[0]
            read = _VARIABLE.findall(declaration)
            if name.startswith("--"):
                readers.setdefault(name, set()).update(read)
            else:
                used.update(read)
    waiting = list(used)
    while waiting:
        fresh = readers.get(waiting.pop(), set()) - used
        used |= fresh
        waiting.extend(fresh)
    return used


def _used_animations(rules: Iterable[Rule]) -> set[str]:
    words: set[str] = set()
    for rule in _flat(rules):
        for declaration in rule.declarations:
            name, _, value = declaration.partition(":")
            if _ANIMATION.match(name):
                words.update(re.findall(r"[\w-]+", value))
    return words


def _without_unused(rules: Iterable[Rule], used: set[str], animations: set[str]) -> Iterator[Rule]:
    for rule in rules:
        if rule.inner:
            if inner := tuple(_without_unused(rule.inner, used, animations)):
                yield Rule(rule.prelude, inner=inner)
            continue
        if "keyframes" in rule.prelude:
            if rule.prelude.split()[-1] in animations:
                yield rule
            continue
        declarations = tuple(
            declaration
            for declaration in rule.declarations
            if not declaration.startswith("--") or declaration.split(":", 1)[0] in used
        )
        if declarations:
            yield Rule(rule.prelude, declarations)


def _render(rule: Rule) -> str:
    if rule.inner:
        return f"{rule.prelude}{{{''.join(_render(inner) for inner in rule.inner)}}}"
    return f"{rule.prelude}{{{';'.join(rule.declarations)}}}"
