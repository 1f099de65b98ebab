"""What must hold before an import is taken back."""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as MappingABC
from typing import Any

from mashangban.kit.imports import Change, ChangedSince

# Given names of fields, their values now, in JSON.
Reader = Callable[[Iterable[str]], dict[str, Any]]


def require_unchanged(changes: Sequence[Change], readers: MappingABC[str, Reader]) -> None:
    """Raise ChangedSince unless every subject is there and as the import left it.

    `readers` has a reader for each subject that is there.
    """
    strayed = [
        change.label
        for change in changes
        if change.subject not in readers or readers[change.subject](change.after) != change.after
    ]
    if strayed:
        raise ChangedSince(strayed)
