"""Which column of a sheet is probably which field: by our name, label, or what sheets say."""

from collections.abc import Iterable, Sequence

from mashangban.imports.kinds import Kind
from mashangban.kit.imports.words import folded, words


def guess_columns(kind: Kind, columns: Sequence[str]) -> dict[str, str]:
    """Return field → column where the names agree; no column twice."""
    by_name = {_bare(column): column for column in reversed(columns)}
    found: dict[str, str] = {}
    for name, field in kind.fields.items():
        for called in _names(name, str(field.label), field.synonyms):
            column = by_name.get(_bare(called))
            if column is not None and column not in found.values():
                found[name] = column
                break
    return found


def _names(name: str, label: str, synonyms: Iterable[str]) -> Iterable[str]:
    return (name, label, *synonyms)


def _bare(text: str) -> str:
    bare = folded(text)
    for ending in words("column_endings"):
        bare = bare.removesuffix(ending) or bare
    return bare
