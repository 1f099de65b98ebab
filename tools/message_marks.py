"""Find texts that people would see and nobody marked for translation.

What is meant to stay as it is says so on the spot: a comment `verbatim: <why>` on the line or the
line above the statement (Python, JavaScript), an attribute `lang` or `translate="no"` on the
element (templates; assistive technology reads both).
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from message_sources import TEMPLATE_SUFFIXES, Signature, imported_names, is_marking, read_template

HAN = re.compile(
    "[\u3001\u3002\u300a-\u300b\u3400-\u9fff\uf900-\ufaff\uff01\uff08-\uff09\uff0c\uff1a-\uff1b\uff1f]"
)
WORD = re.compile(r"[^\W\d_]{2,}")
WORDS = re.compile(r"[^\W\d_]{2,}[,;:]?\s+\(?[^\W\d_]+")
SENTENCE = re.compile(r"[A-Z][a-z]+(?:$|[ ,.:;!?…'’])")
VERBATIM = re.compile(r"verbatim: \S")

# Rooms whose business is to read Chinese text; nothing in them is shown to anybody.
READERS_OF_CHINESE = {"core"}
SHOWN_KEYWORDS = {
    "body", "caption", "empty_label", "heading", "help_text", "hint", "label", "legend",
    "placeholder", "sentence", "title", "verbose_name", "verbose_name_plural",
}  # fmt: skip
SHOWN_MODULES = {"forms", "panels", "presenters", "templatetags", "navigation"}
REFUSALS = {"Refusal", "BadInput", "NotFound", "ValidationError"}
CHOICES = {"TextChoices", "IntegerChoices"}

MARK_PYTHON = "mark it with gettext, or write `# verbatim: <why>` beside it"
MARK_TEMPLATE = 'use {% translate %}, or say lang="…" or translate="no" on the element'
MARK_TEXT = "use {% translate %} or {% blocktranslate %}"
CHINESE = "write it in English and translate it in the .po file"

SHOWN_ATTRIBUTES = {
    "alt", "aria-description", "aria-label", "aria-placeholder", "aria-roledescription",
    "aria-valuetext", "data-confirm", "hx-confirm", "hx-prompt", "label", "placeholder", "title",
}  # fmt: skip
TAG_LITERAL = re.compile(r"""("[^"]*"|'[^']*')""")
SILENT_ELEMENTS = {"code", "kbd", "samp", "script", "style"}
VOID_ELEMENTS = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A text that should have been marked: where, what, and how to mend it."""

    path: Path
    line: int
    what: str
    mend: str


def unmarked(package: Path, chosen: Iterable[Path]) -> Iterator[Unmarked]:
    """Find unmarked texts in the chosen rooms of the package."""
    refusals = refusal_classes(package)
    for room in chosen:
        for path in sorted(room.rglob("*")):
            parts = path.relative_to(room).parts
            if {"migrations", "locale", "vendor"} & set(parts):
                continue
            if path.suffix == ".py":
                yield from _in_python(path, refusals, chinese=room.name in READERS_OF_CHINESE)
            elif path.suffix in TEMPLATE_SUFFIXES and "templates" in parts:
                yield from _in_template(path)
            elif path.suffix in {".js", ".css", ".typ"}:
                yield from _in_script(path)


def refusal_classes(package: Path) -> set[str]:
    """Return the names of the classes whose instances carry a sentence to a person."""
    bases = {
        node.name: {_last_name(base) for base in node.bases}
        for path in sorted(package.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    found = set(REFUSALS)
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return found


# Python


def _in_python(path: Path, refusals: set[str], *, chinese: bool) -> Iterator[Unmarked]:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    finder = _PythonFinder(
        names=imported_names(tree),
        refusals=refusals,
        verbatim=_verbatim_lines(text),
        chinese_is_data=chinese,
        shown=bool(SHOWN_MODULES & {path.stem, *path.parts}),
    )
    finder.visit(tree)
    for line, what, mend in sorted(set(finder.found)):
        yield Unmarked(path, line, what, mend)


def _verbatim_lines(text: str) -> set[int]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {
        token.start[0]
        for token in tokens
        if token.type == tokenize.COMMENT and VERBATIM.search(token.string)
    }


class _PythonFinder(ast.NodeVisitor):
    """Walks a module; knows the statement and the class that it is in."""

    def __init__(
        self,
        *,
        names: dict[str, Signature],
        refusals: set[str],
        verbatim: set[int],
        chinese_is_data: bool,
        shown: bool,
    ) -> None:
        self.names = names
        self.refusals = refusals
        self.verbatim = verbatim
        self.chinese_is_data = chinese_is_data
        self.shown = shown
        self.found: list[tuple[int, str, str]] = []
        self.statement_line = 0
        self.in_refusal = False

    def visit(self, node: ast.AST) -> None:
        if not isinstance(node, ast.stmt):
            super().visit(node)
            return
        before, self.statement_line = self.statement_line, node.lineno
        if not _is_docstring(node):
            super().visit(node)
        self.statement_line = before

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        before = self.in_refusal
        self.in_refusal = node.name in self.refusals
        if CHOICES & {_last_name(base) for base in node.bases}:
            self._check_choices(node)
        self.generic_visit(node)
        self.in_refusal = before

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for part in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults, *node.body):
            if part:
                self.visit(part)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value:
            self.visit(node.value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)  # what stands in the brackets is a key or a type

    def visit_Call(self, node: ast.Call) -> None:
        if is_marking(node, self.names):
            self._find_chinese_in(node)
            return
        is_refusal = _last_name(node.func) in self.refusals
        if is_refusal or (self.in_refusal and _is_super_init(node)):
            for argument in node.args[:1]:
                if WORDS.search(_text(argument)):
                    self._add(argument, "the sentence of a refusal is not marked", MARK_PYTHON)
        self.visit(node.func)
        for argument in node.args:
            self.visit(argument)
        for keyword in node.keywords:
            if keyword.arg in SHOWN_KEYWORDS and WORD.search(_text(keyword.value)):
                what = f'{keyword.arg}="{_short(_text(keyword.value))}" is not marked'
                self._add(keyword.value, what, MARK_PYTHON)
            else:
                self.visit(keyword.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        if not isinstance(node.value, str):
            return
        if HAN.search(node.value):
            self._find_chinese(node)
        elif self.shown and SENTENCE.match(node.value):
            self._add(node, f'"{_short(node.value)}" is not marked', MARK_PYTHON)

    def _check_choices(self, node: ast.ClassDef) -> None:
        for statement in node.body:
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Tuple):
                label = statement.value.elts[-1]
                if WORD.search(_text(label)):
                    self._add(label, f'the label "{_text(label)}" is not marked', MARK_PYTHON)

    def _find_chinese_in(self, call: ast.Call) -> None:
        for node in ast.walk(call):
            match node:
                case ast.Constant(value=str(text)) if HAN.search(text):
                    self._find_chinese(node)

    def _find_chinese(self, node: ast.expr) -> None:
        if not self.chinese_is_data:
            self._add(node, f'Chinese in code: "{_short(_text(node))}"', CHINESE)

    def _add(self, node: ast.expr, what: str, mend: str) -> None:
        lines = {node.lineno, node.end_lineno or node.lineno, self.statement_line - 1}
        if not lines & self.verbatim:
            self.found.append((node.lineno, what, mend))


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_super_init(call: ast.Call) -> bool:
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr == "__init__"
        and isinstance(call.func.value, ast.Call)
        and _last_name(call.func.value.func) == "super"
    )


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return node.attr
        case ast.Subscript():
            return _last_name(node.value)
        case _:
            return ""


def _text(node: ast.expr) -> str:
    """Return the literal text of a string or f-string, empty for anything else."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr():
            return "".join(
                _text(part) if isinstance(part, ast.Constant) else "…" for part in node.values
            )
        case _:
            return ""


# Templates


def _in_template(path: Path) -> Iterator[Unmarked]:
    reading = read_template(path.read_text(encoding="utf-8"))
    for line, tag in reading.tags:
        for literal in TAG_LITERAL.findall(tag):
            if SENTENCE.match(literal[1:-1]) or HAN.search(literal):
                yield Unmarked(path, line, f"{literal} is not marked", f"write _({literal})")
    for located in reading.messages:
        if HAN.search(located.message.singular):
            what = f'Chinese in a template: "{_short(located.message.singular)}"'
            yield Unmarked(path, located.line, what, CHINESE)
    if path.suffix == ".txt":
        for line, text in enumerate(reading.markup.splitlines(), 1):
            if WORD.search(text):
                yield Unmarked(path, line, f'"{_short(text)}" is not marked', MARK_TEXT)
        return
    finder = _MarkupFinder()
    finder.feed(reading.markup)
    finder.close()
    for line, what in finder.found:
        yield Unmarked(path, line, what, MARK_TEMPLATE)


class _MarkupFinder(HTMLParser):
    """Walks the markup that tags and variables have been taken out of."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self.open: list[tuple[str, bool]] = []  # element, and whether its text may stay

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        own_language = tag != "html" and bool(values.get("lang"))
        verbatim = own_language or values.get("translate") == "no" or tag in SILENT_ELEMENTS
        if tag not in VOID_ELEMENTS:
            self.open.append((tag, verbatim))
        if not verbatim and not self._is_verbatim():
            self._check_attributes(tag, values)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID_ELEMENTS:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        # Templates with {% if %} around tags close more or less than they open.
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth][0] == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        if self._is_verbatim():
            return
        first = self.getpos()[0]
        for offset, line in enumerate(data.splitlines()):
            if WORD.search(line) or HAN.search(line):
                self.found.append((first + offset, f'"{_short(line)}" is not marked'))

    def _is_verbatim(self) -> bool:
        return any(verbatim for _tag, verbatim in self.open)

    def _check_attributes(self, tag: str, values: dict[str, str]) -> None:
        for name, value in values.items():
            if _is_shown(tag, name, values) and (WORD.search(value) or HAN.search(value)):
                what = f'{name}="{_short(value)}" is not marked'
                self.found.append((self.getpos()[0], what))


def _is_shown(tag: str, name: str, values: dict[str, str]) -> bool:
    if name in SHOWN_ATTRIBUTES:
        return True
    if name == "value":
        return tag == "input" and values.get("type") in {"submit", "button", "reset"}
    if name == "content":
        return tag == "meta" and values.get("name") in {"description", "author"}
    # Scripts take their words from data attributes; a name or a selector is not a sentence.
    return name.startswith("data-") and bool(
        SENTENCE.match(values[name]) or HAN.search(values[name])
    )


# Scripts and styles

STRING_OR_COMMENT = re.compile(
    r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|(/\*.*?\*/|//[^\n]*)""", re.S
)


def _in_script(path: Path) -> Iterator[Unmarked]:
    text = path.read_text(encoding="utf-8")
    kept = {number for number, line in enumerate(text.splitlines(), 1) if VERBATIM.search(line)}
    bare = STRING_OR_COMMENT.sub(lambda match: match[1] or "\n" * match[2].count("\n"), text)
    for number, line in enumerate(bare.splitlines(), 1):
        if HAN.search(line) and number not in kept:
            mend = "take the words from a data attribute that the template translates"
            yield Unmarked(path, number, f'Chinese in a script: "{_short(line)}"', mend)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"
