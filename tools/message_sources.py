"""Read the messages that sources mark for translation, from Python and from Django templates.

Does what GNU xgettext does for `makemessages`, without needing it installed, and gives for each
template the markup that is left when everything marked or computed is taken out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.template.base import Lexer, Token, TokenType
from django.utils.translation import trim_whitespace
from django.utils.translation.template import (
    block_re,
    constant_re,
    context_re,
    endblock_re,
    inline_re,
    plural_re,
)

# A child's block that its parent puts inside a tag: class names and the like, not text.
BLOCK_IN_ATTRIBUTE = re.compile(r"block \w+_(?:class|attributes)\b")
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml", ".svg"}


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """A text to translate, as gettext knows it; no context and no plural are empty strings."""

    singular: str
    plural: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class Located:
    """A message and the line that marks it."""

    message: Message
    line: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A mark that cannot be read: where, what is wrong, and how to mend it."""

    line: int
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source holds.

    Of a template also `markup`, its text without tags, line by line the same, and `tags`, the
    contents of each tag and variable that is no translation, with its line.
    """

    messages: list[Located] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    markup: str = ""
    tags: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Signature:
    """Which positional arguments of a gettext function hold context, singular and plural."""

    singular: int = 0
    plural: int | None = None
    context: int | None = None


SIGNATURES = {
    name + variant: signature
    for name, signature in {
        "gettext": Signature(),
        "ngettext": Signature(plural=1),
        "pgettext": Signature(singular=1, context=0),
        "npgettext": Signature(singular=1, plural=2, context=0),
    }.items()
    for variant in ("", "_lazy")
} | {"gettext_noop": Signature()}


def sources(room: Path) -> Iterator[Path]:
    """Yield the Python files and templates of a room, in a fixed order, migrations left out."""
    for path in sorted(room.rglob("*")):
        parts = path.relative_to(room).parts
        is_code = path.suffix == ".py" and "migrations" not in parts
        if is_code or (path.suffix in TEMPLATE_SUFFIXES and "templates" in parts):
            yield path


def read(path: Path) -> Reading:
    """Read one source; Python by its suffix, a template otherwise."""
    text = path.read_text(encoding="utf-8")
    return read_python(text) if path.suffix == ".py" else read_template(text)


def read_python(text: str) -> Reading:
    """Read the calls of Django's gettext functions, under whatever name they were imported."""
    tree = ast.parse(text)
    names = imported_names(tree)
    reading = Reading()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (signature := _signature(node.func, names)):
            _read_call(node, signature, reading)
    reading.messages.sort(key=lambda located: located.line)
    return reading


def is_marking(node: ast.Call, names: dict[str, Signature]) -> bool:
    """Tell whether the call marks a text for translation, `names` being those imported."""
    return _signature(node.func, names) is not None


def imported_names(tree: ast.AST) -> dict[str, Signature]:
    """Return the gettext functions that a module imports, by the names it gives them."""
    return {
        alias.asname or alias.name: SIGNATURES[alias.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in SIGNATURES
    }


def _signature(function: ast.expr, names: dict[str, Signature]) -> Signature | None:
    if isinstance(function, ast.Name):
        return names.get(function.id)
    if (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "translation"
    ):
        return SIGNATURES.get(function.attr)
    return None


def _read_call(call: ast.Call, signature: Signature, reading: Reading) -> None:
    places = {
        "singular": signature.singular,
        "plural": signature.plural,
        "context": signature.context,
    }
    texts: dict[str, str] = {}
    for part, place in places.items():
        if place is None:
            continue
        argument = call.args[place] if place < len(call.args) else None
        if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
            reading.faults.append(
                Fault(
                    call.lineno,
                    "a translation call without a plain string",
                    'write the whole text in the call, fill in after it: _("… %(name)s") % {…}',
                )
            )
            return
        texts[part] = argument.value
    reading.messages.append(Located(Message(**texts), call.lineno))


def read_template(text: str) -> Reading:
    """Read the translate tags of a Django template, and what markup is left without any tag."""
    reader = _TemplateReader()
    for token in Lexer(text).tokenize():
        reader.take(token)
    return Reading(reader.messages, reader.faults, "".join(reader.markup), reader.tags)


class _TemplateReader:
    """Walks the tokens once, remembering whether it is inside a comment or a translation block."""

    def __init__(self) -> None:
        self.messages: list[Located] = []
        self.faults: list[Fault] = []
        self.markup: list[str] = []
        self.tags: list[tuple[int, str]] = []
        self.in_comment = False
        self.in_attribute = False
        self.block: _Block | None = None

    def take(self, token: Token) -> None:
        if self.in_comment:
            self._take_in_comment(token)
        elif self.block:
            self._take_in_block(token, self.block)
        elif token.token_type == TokenType.TEXT and self.in_attribute:
            self._keep_lines(token)
        elif token.token_type == TokenType.TEXT:
            self.markup.append(token.contents)
        elif token.token_type == TokenType.BLOCK:
            self._take_tag(token)
        elif token.token_type == TokenType.VAR:
            self._take_constants(token)

    def _take_in_comment(self, token: Token) -> None:
        self._keep_lines(token)
        if token.token_type == TokenType.BLOCK and token.contents == "endcomment":
            self.in_comment = False

    def _take_tag(self, token: Token) -> None:
        if token.contents.split(maxsplit=1)[0] == "comment":
            self.in_comment = True
        elif inline := inline_re.match(token.contents):
            # `%` is doubled because Django looks the text up as one with placeholders.
            singular = _unquoted(inline[1]).replace("%", "%%")
            message = Message(singular, context=_context(inline[2]))
            self.messages.append(Located(message, _line(token)))
        elif opening := block_re.match(token.contents):
            self._take_constants(token)
            trimmed = "trimmed" in token.split_contents()
            self.block = _Block(_line(token), _context(opening[1]), trimmed)
        else:
            self._take_constants(token)
            if BLOCK_IN_ATTRIBUTE.match(token.contents):
                self.in_attribute = True
            elif token.contents.startswith("endblock"):
                self.in_attribute = False

    def _take_constants(self, token: Token) -> None:
        for constant in constant_re.findall(token.contents):
            self.messages.append(Located(Message(_unquoted(constant)), _line(token)))
        self.tags.append((_line(token), constant_re.sub("", token.contents)))

    def _take_in_block(self, token: Token, block: _Block) -> None:
        self._keep_lines(token)
        match token.token_type:
            case TokenType.TEXT:
                block.add(token.contents.replace("%", "%%"))
            case TokenType.VAR:
                block.add(f"%({token.contents})s")
            case TokenType.BLOCK if plural_re.match(token.contents):
                block.plural = []
            case TokenType.BLOCK if endblock_re.match(token.contents):
                self.messages.append(Located(block.message(), block.line))
                self.block = None
            case TokenType.BLOCK:
                self.faults.append(
                    Fault(
                        _line(token),
                        f"the tag {{% {token.contents} %}} inside a translation block",
                        "compute it before the block, or split the block",
                    )
                )

    def _keep_lines(self, token: Token) -> None:
        if token.token_type == TokenType.TEXT:
            self.markup.append("\n" * token.contents.count("\n"))


@dataclass(slots=True)
class _Block:
    """A {% blocktranslate %} being read."""

    line: int
    context: str
    trimmed: bool
    singular: list[str] = field(default_factory=list)
    plural: list[str] | None = None

    def add(self, part: str) -> None:
        (self.singular if self.plural is None else self.plural).append(part)

    def message(self) -> Message:
        singular, plural = "".join(self.singular), "".join(self.plural or [])
        if self.trimmed:
            singular, plural = trim_whitespace(singular), trim_whitespace(plural)
        return Message(singular, plural, self.context)


def _line(token: Token) -> int:
    return token.lineno or 1


def _context(text: str | None) -> str:
    match = context_re.match(text) if text else None
    return _unquoted(match[1]) if match else ""


def _unquoted(literal: str) -> str:
    return literal.strip(literal[0])
