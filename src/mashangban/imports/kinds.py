"""The kinds of sheets that can be brought in; each context registers its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mashangban.core.coordinates import CRS
from mashangban.kit.actors import Actor
from mashangban.kit.imports import Importer, UnreadableFile

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind: how people call it, and what sheets call it."""

    label: "_StrPromise"
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of sheet. `fields` tells those of the importer; `order`: what must come first."""

    name: str
    title: "_StrPromise"
    hint: "_StrPromise"
    make: Callable[[Actor, datetime], Importer[Any]]
    required: Mapping[str, bool]
    fields: Mapping[str, Field]
    order: int
    on_the_map: bool = False  # its columns may hold coordinates
    options: frozenset[str] = field(default_factory=frozenset)


CRS_WORDS: Final = {
    CRS.WGS84: _("WGS84 (GPS)"),
    CRS.CGCS2000: _("CGCS2000 (official surveys)"),
    CRS.GCJ02: _("GCJ-02 (Amap, Tencent)"),
    CRS.BD09: _("BD-09 (Baidu)"),
}

_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Offer a kind. Raises ValueError unless each of its fields has a label."""
    if kind.required.keys() != kind.fields.keys():
        raise ValueError(f"The fields of “{kind.name}” and their labels differ.")
    _kinds[kind.name] = kind


def kinds() -> list[Kind]:
    """Return what can be brought in, in the order in which it should be."""
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def kind_named(name: str) -> Kind:
    """Return a kind. Raises UnreadableFile with the names there are."""
    if name not in _kinds:
        raise UnreadableFile(
            gettext("“%(kind)s” cannot be imported; there are: %(kinds)s.")
            % {"kind": name, "kinds": ", ".join(kind.name for kind in kinds())}
        )
    return _kinds[name]
