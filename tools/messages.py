"""Keep the translations in step with the sources; needs no gettext on the machine.

    python tools/messages.py update [room …]    rewrite the .po files from the sources
    python tools/messages.py compile [room …]   rewrite the .mo files from the .po files
    python tools/messages.py check [room …]     say what is missing, and find unmarked strings

A room is a package below src/mashangban; each has its own locale/zh_Hans/LC_MESSAGES/django.po.
Catalogues are sorted, without dates and line numbers, so that they change only with their texts.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from message_sources import Message, read, sources
from unmarked import unmarked

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src/mashangban"
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
METADATA = {
    "Project-Id-Version": "mashangban",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
PLACEHOLDER = re.compile(r"%%|%\([\w.|]+\)[sd]|%[sd]|\{\w*\}|</?[a-z][a-z0-9]*")
LONE_PERCENT = re.compile(r"%(?!%|\([\w.|]+\)[sd]|[sd])")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend: where, what, and how."""

    path: Path
    line: int
    what: str
    mend: str

    def __str__(self) -> str:
        path = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        return f"{path}:{self.line}: {self.what}: {self.mend}."


@dataclass(frozen=True, slots=True)
class Marked:
    """What the sources of a room mark: each message with its places, and what was unreadable."""

    places: dict[Message, list[tuple[Path, int]]]
    faults: list[Finding]


def rooms(package: Path, names: Iterable[str] = ()) -> list[Path]:
    """Return the folders of the named rooms, or of all; raises ValueError for an unknown name."""
    known = {path.parent.name: path.parent for path in sorted(package.glob("*/__init__.py"))}
    for name in names:
        if name not in known:
            raise ValueError(f"There is no room {name!r}; there are: {', '.join(known)}.")
    return [known[name] for name in names or known]


def marked(room: Path) -> Marked:
    """Read all messages that the sources of a room mark."""
    result = Marked({}, [])
    for path in sources(room):
        reading = read(path)
        for located in reading.messages:
            result.places.setdefault(located.message, []).append((path, located.line))
        result.faults.extend(
            Finding(path, fault.line, fault.what, fault.mend) for fault in reading.faults
        )
    return result


def catalogue(room: Path) -> polib.POFile:
    """Return the catalogue as the sources ask for it, with the translations there are."""
    old = {message_of(entry): entry for entry in stored(room) if not entry.obsolete}
    new = polib.POFile(wrapwidth=0)
    new.metadata = dict(METADATA)
    for message, places in sorted(marked(room).places.items()):
        files = sorted({path.relative_to(room.parent).as_posix() for path, _line in places})
        entry = polib.POEntry(
            msgid=message.singular,
            msgid_plural=message.plural,
            msgctxt=message.context or None,
            msgstr_plural={0: ""} if message.plural else {},
            occurrences=[(file, "") for file in files],
            flags=["python-format"] if re.search(r"%\(|%[sd]", message.singular) else [],
        )
        if known := old.get(message):
            entry.msgstr, entry.msgstr_plural = known.msgstr, known.msgstr_plural
            entry.tcomment = known.tcomment
            entry.flags += [flag for flag in known.flags if flag == "fuzzy"]
        new.append(entry)
    return new


def stored(room: Path) -> polib.POFile:
    """Return the catalogue as it is on disk, an empty one when there is none."""
    path = room / CATALOGUE
    if not path.exists():
        return polib.POFile()
    return polib.pofile(path.read_text(encoding="utf-8"), wrapwidth=0)


def message_of(entry: polib.POEntry) -> Message:
    """Return the message that a catalogue's entry translates."""
    return Message(entry.msgid, entry.msgid_plural, entry.msgctxt or "")


def update(room: Path) -> None:
    """Rewrite the .po file: new messages added, vanished ones dropped, translations kept."""
    path, new = room / CATALOGUE, catalogue(room)
    if new:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{new}\n", encoding="utf-8")
    else:
        path.unlink(missing_ok=True)
        path.with_suffix(".mo").unlink(missing_ok=True)


def compile_catalogue(room: Path) -> None:
    """Rewrite the .mo file from the .po file."""
    path = room / CATALOGUE
    if path.exists():
        path.with_suffix(".mo").write_bytes(binary(stored(room)))


def binary(catalogue: polib.POFile) -> bytes:
    """Return the .mo of a catalogue, the same bytes for the same catalogue."""
    content: bytes = catalogue.to_binary()
    return content


def check(package: Path, names: Iterable[str] = ()) -> list[Finding]:
    """Return everything that keeps the interface from being wholly marked and translated."""
    chosen = rooms(package, list(names))
    findings = [finding for room in chosen for finding in check_catalogue(room)]
    findings += disagreements(chosen)
    findings += [
        Finding(path, found.line, found.what, found.mend)
        for path, found in unmarked(package, chosen)
    ]
    return sorted(findings, key=lambda finding: (finding.path, finding.line))


def check_catalogue(room: Path) -> Iterator[Finding]:
    """Find what one room's catalogue lacks."""
    path = room / CATALOGUE
    source = marked(room)
    yield from source.faults
    entries = stored(room)
    present = {message_of(entry) for entry in entries if not entry.obsolete}
    for message, ((file, line), *_more) in source.places.items():
        if message not in present:
            mend = "run `make fix`, then translate it in the .po file"
            yield Finding(file, line, f'"{_short(message)}" is not in the catalogue', mend)
    for entry in entries:
        yield from _check_entry(path, entry, source)
    if not path.exists():
        return
    if present == set(source.places) and path.read_text("utf-8") != f"{catalogue(room)}\n":
        yield Finding(path, 1, "the catalogue is not in its fixed form", "run `make fix`")
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != binary(entries):
        yield Finding(compiled, 1, "the .mo file is not that of the .po file", "run `make fix`")


def _check_entry(path: Path, entry: polib.POEntry, source: Marked) -> Iterator[Finding]:
    message = message_of(entry)
    name = f'"{_short(message)}"'
    if entry.obsolete or message not in source.places:
        yield Finding(path, entry.linenum, f"{name} is in no source", "run `make fix`")
    elif entry.fuzzy:
        mend = "compare with the source, then remove the word fuzzy"
        yield Finding(path, entry.linenum, f"{name} has a doubtful translation", mend)
    elif not entry.translated():
        yield Finding(path, entry.linenum, f"{name} has no translation", "write it in msgstr")
    else:
        yield from _check_placeholders(path, entry, name)


def _check_placeholders(path: Path, entry: polib.POEntry, name: str) -> Iterator[Finding]:
    # A plural has a placeholder that the singular may do without ("one day", "%(n)s days").
    wanted = _placeholders(entry.msgid_plural or entry.msgid)
    for translation in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
        found = _placeholders(translation)
        differing = sorted((wanted - found) | (found - wanted))
        if differing:
            what = f"{name} and its translation differ in {', '.join(differing)}"
            yield Finding(path, entry.linenum, what, "use the same placeholders and tags in both")
        elif "python-format" in entry.flags and LONE_PERCENT.search(translation.replace("%%", "")):
            what = f"the translation of {name} has a lone %"
            yield Finding(path, entry.linenum, what, "write %% for a percent sign")


def _placeholders(text: str) -> Counter[str]:
    return Counter(found for found in PLACEHOLDER.findall(text) if found != "%%")


def disagreements(chosen: Iterable[Path]) -> Iterator[Finding]:
    """Find messages that two rooms translate differently: Django would use one for both."""
    first: dict[Message, tuple[Path, polib.POEntry]] = {}
    for room in chosen:
        for entry in stored(room):
            message = message_of(entry)
            other_room, other = first.setdefault(message, (room, entry))
            if (other.msgstr, other.msgstr_plural) != (entry.msgstr, entry.msgstr_plural):
                what = f'"{_short(message)}" is translated differently in {other_room.name}'
                mend = "use one translation, or tell the two apart by a context (pgettext)"
                yield Finding(room / CATALOGUE, entry.linenum, what, mend)


def _short(message: Message) -> str:
    text = " ".join(message.singular.split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=["update", "compile", "check"])
    parser.add_argument("room", nargs="*", help="packages below src/mashangban; all when none")
    arguments = parser.parse_args()
    try:
        chosen = rooms(PACKAGE, arguments.room)
    except ValueError as error:
        parser.error(str(error))
    if arguments.what == "check":
        findings = check(PACKAGE, arguments.room)
        for finding in findings:
            print(finding)
        return 1 if findings else 0
    for room in chosen:
        (update if arguments.what == "update" else compile_catalogue)(room)
    return 0


if __name__ == "__main__":
    sys.exit(main())
