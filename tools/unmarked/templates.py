"""Unmarked texts in templates: text and attributes that people read, and arguments of tags."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from message_sources import read_template

from unmarked.text import HAN, IN_ENGLISH, SENTENCE, WORD, Unmarked, short

SHOWN_ATTRIBUTES = {
    "alt", "aria-description", "aria-label", "aria-placeholder", "aria-roledescription",
    "aria-valuetext", "data-confirm", "hx-confirm", "hx-prompt", "label", "placeholder", "title",
}  # fmt: skip
SILENT_ELEMENTS = {"code", "kbd", "samp", "script", "style"}
VOID_ELEMENTS = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
}  # fmt: skip
TAG_LITERAL = re.compile(r"""("[^"]*"|'[^']*')""")
MEND = 'use {% translate %}, or say lang="…" or translate="no" on the element'
MEND_TEXT = "use {% translate %} or {% blocktranslate %}"


def find(text: str, *, is_markup: bool) -> Iterator[Unmarked]:
    """Find unmarked texts in a template, of HTML or of plain text."""
    reading = read_template(text)
    for line, tag in reading.tags:
        for literal in TAG_LITERAL.findall(tag):
            if SENTENCE.match(literal[1:-1]) or HAN.search(literal):
                yield Unmarked(line, f"{literal} is not marked", f"write _({literal})")
    for located in reading.messages:
        if HAN.search(located.message.singular):
            what = f'Chinese in a template: "{short(located.message.singular)}"'
            yield Unmarked(located.line, what, IN_ENGLISH)
    yield from _in_markup(reading.markup) if is_markup else _in_plain_text(reading.markup)


def _in_plain_text(text: str) -> Iterator[Unmarked]:
    for number, line in enumerate(text.splitlines(), 1):
        if WORD.search(line):
            yield Unmarked(number, f'"{short(line)}" is not marked', MEND_TEXT)


def _in_markup(markup: str) -> Iterator[Unmarked]:
    finder = _MarkupFinder()
    finder.feed(markup)
    finder.close()
    yield from finder.found


class _MarkupFinder(HTMLParser):
    """Walks the markup that tags and variables have been taken out of."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Unmarked] = []
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
                self._add(first + offset, f'"{short(line)}"')

    def _is_verbatim(self) -> bool:
        return any(verbatim for _tag, verbatim in self.open)

    def _check_attributes(self, tag: str, values: dict[str, str]) -> None:
        for name, value in values.items():
            if _is_shown(tag, name, values) and (WORD.search(value) or HAN.search(value)):
                self._add(self.getpos()[0], f'{name}="{short(value)}"')

    def _add(self, line: int, text: str) -> None:
        self.found.append(Unmarked(line, f"{text} is not marked", MEND))


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
