"""Which column of somebody's sheet holds what: a short YAML file beside the sheet."""

from collections.abc import Collection
from collections.abc import Mapping as MappingABC
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from mashangban.core.coordinates import CRS
from mashangban.kit.imports.errors import UnreadableFile
from mashangban.kit.imports.reading import Layout, Sheet, SourceRow, read_sheet
from mashangban.kit.imports.words import trimmed

_KEYS = frozenset({"columns", "key", "only", "sheet", "header_row", "crs"})


@dataclass(frozen=True, slots=True)
class Mapping:
    """How to read a sheet.

    `columns`: our field → their column. `key`: their columns that name a row for good; empty, the
    kind's own. `only`: their column → the value a row must have to be imported at all. `sheet` and
    `header_row`: see `Layout`. `crs`: the system that coordinates are in, None when the mapping is
    silent. `options`: whatever else the kind understands.
    """

    columns: MappingABC[str, str]
    key: tuple[str, ...] = ()
    only: MappingABC[str, str] = field(default_factory=dict)
    sheet: str = ""
    header_row: int | None = None
    crs: CRS | None = None
    options: MappingABC[str, Any] = field(default_factory=dict)

    def column_of(self, field: str) -> str:
        """Return what the sheet calls a field of ours; our own name where it has none."""
        return self.columns.get(field, field)

    def wants(self, row: SourceRow) -> bool:
        """Say whether the row is asked for."""
        return all(trimmed(row.cells.get(column)) == value for column, value in self.only.items())

    @property
    def layout(self) -> Layout:
        """Return where in a file the rows are to be looked for."""
        names = frozenset([*self.columns.values(), *self.key, *self.only])
        return Layout(names=names, sheet=self.sheet, header_row=self.header_row)


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file; raises UnreadableFile."""
    try:
        found = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnreadableFile(
            _("The mapping “%(name)s” cannot be read: %(why)s") % {"name": path.name, "why": error}
        ) from None
    return parse_mapping(found, name=path.name)


def parse_mapping(found: Any, *, name: str) -> Mapping:
    """Return the mapping that the lines of a file, or of a stored import, say.

    `name` is what the refusals call it. Raises UnreadableFile.
    """
    if not isinstance(found, dict) or not isinstance(found.get("columns"), dict):
        raise UnreadableFile(
            _("The mapping “%(name)s” needs “columns:” with our field: their column.")
            % {"name": name}
        )
    key, only = found.get("key", []), found.get("only", {})
    if not isinstance(key, list) or not isinstance(only, dict):
        raise UnreadableFile(
            _(
                "In the mapping “%(name)s”, “key:” is a list of columns and “only:” has one "
                "column: value in each line."
            )
            % {"name": name}
        )
    return Mapping(
        columns={str(ours): trimmed(theirs) for ours, theirs in found["columns"].items()},
        key=tuple(map(trimmed, key)),
        only={trimmed(column): trimmed(value) for column, value in only.items()},
        sheet=str(found.get("sheet", "")),
        header_row=_read_header_row(found.get("header_row")),
        crs=None if found.get("crs") is None else read_crs(found["crs"]),
        options={str(name): found[name] for name in found if name not in _KEYS},
    )


def read_crs(said: Any) -> CRS:
    """Return the coordinate system that somebody named; raises UnreadableFile."""
    name = str(said).lower().replace("-", "")
    if name not in set(CRS):
        raise UnreadableFile(
            _("“crs:” is one of %(known)s, not “%(said)s”.")
            % {"known": ", ".join(CRS), "said": said}
        )
    return CRS(name)


def _read_header_row(said: Any) -> int | None:
    if said is None or (isinstance(said, int) and not isinstance(said, bool) and said > 0):
        return said
    raise UnreadableFile(
        _("In the mapping, “header_row:” is the number of a row, 1 or more, not “%(said)s”.")
        % {"said": said}
    )


def columns_of(path: Path, known: MappingABC[str, Any]) -> tuple[str, ...]:
    """Return the columns of a file, given what a mapping says already of its layout.

    Raises UnreadableFile.
    """
    layout = parse_mapping({"columns": {}, **known}, name=path.name).layout
    return read_sheet(path, layout).columns


def same_names(sheet: Sheet, fields: Collection[str]) -> Mapping:
    """Return the mapping of a sheet whose columns bear our own names."""
    return Mapping(columns={name: name for name in fields if name in sheet.columns})


def check_mapping(
    mapping: Mapping,
    sheet: Sheet,
    *,
    fields: MappingABC[str, bool],
    options: Collection[str],
) -> None:
    """Raise UnreadableFile unless mapping, sheet and kind fit together.

    `fields` says of each field of the kind whether it is required.
    """
    _require_known(mapping.columns, fields, _("The mapping names a field that does not exist"))
    _require_known(mapping.options, options, _("The mapping has a line that is not understood"))
    theirs = [*mapping.columns.values(), *mapping.key, *mapping.only]
    _require_known(theirs, sheet.columns, _("The sheet lacks a column that the mapping names"))
    for name, required in fields.items():
        if required and name not in mapping.columns:
            raise UnreadableFile(
                _("No column is named for “%(field)s”. The sheet has: %(columns)s.")
                % {"field": name, "columns": ", ".join(sheet.columns)}
            )


def _require_known(named: Collection[str], known: Collection[str], sentence: str) -> None:
    unknown = sorted(set(named) - set(known))
    if unknown:
        raise UnreadableFile(
            _("%(sentence)s: %(unknown)s. Known here: %(known)s.")
            % {
                "sentence": sentence,
                "unknown": ", ".join(unknown),
                "known": ", ".join(sorted(known)) or "-",
            }
        )
