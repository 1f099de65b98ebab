"""Who counts as one head (业主人数), by a dated rule: 区分所有权司法解释 art. 9.

One unit is one head; units of one buyer are one head together, and so are all that the developer
has not sold or not handed over. "One buyer" (同一买受人) is read as the same owners: a couple who
hold two flats jointly are one head, and another one than either of them with a third alone. In
sold public housing (售后公房) the public landlord is thus one head with many units.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from mashangban.core.datafiles import DataError, Section
from mashangban.core.dated import SOURCE_KEYS, DatedRule, RuleSet, read_rules, read_source
from mashangban.core.voting.areas import total
from mashangban.core.voting.units import Head, RollError, RollProblem, Unit


class Counting(StrEnum):
    ONCE = "once"  # all of them together are one head
    EACH = "each"  # each unit is a head


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadRule(DatedRule):
    """How units of the same owners count, and how the developer's stock does."""

    same_owners: Counting
    developer_stock: Counting


def heads(units: Iterable[Unit], rule: HeadRule) -> tuple[Head, ...]:
    """Return the heads of `units`, sorted by id; their order does not matter.

    Raises RollError if two units have the same id.
    """
    groups: dict[Hashable, list[Unit]] = {}
    seen: set[str] = set()
    for unit in sorted(units, key=lambda unit: unit.id):
        if unit.id in seen:
            raise RollError(
                f"Unit {unit.id} is on the roll twice; keep one.",
                problem=RollProblem.REPEATED_UNIT,
                subject=unit.id,
            )
        seen.add(unit.id)
        groups.setdefault(_counted_with(unit, rule), []).append(unit)
    return tuple(
        Head(
            id=group[0].id,
            units=tuple(unit.id for unit in group),
            area=total(unit.area for unit in group),
            developer_stock=group[0].developer_stock,
        )
        for group in groups.values()
    )


def parse_head_rules(text: str | bytes, *, origin: str) -> RuleSet[HeadRule]:
    """Read the rules from YAML: a list `rules`, as in rulebooks/voting/heads.yaml.

    `origin` names the file in errors. Raises DataError.
    """
    return read_rules(text, "rules", _head_rule, origin=origin)


def _counted_with(unit: Unit, rule: HeadRule) -> Hashable:
    """Return what all units of the unit's head have in common."""
    if unit.developer_stock:
        return () if rule.developer_stock is Counting.ONCE else unit.id
    return unit.owners if rule.same_owners is Counting.ONCE else unit.id


def _head_rule(item: dict[object, object], origin: str) -> HeadRule:
    data = Section.of(item, where=f"{origin}, rule {item.get('code')}")
    data.only("code", "name", "name_en", "same_owners", "developer_stock", *SOURCE_KEYS)
    return HeadRule(
        code=data.take("code", str),
        name=data.take("name", str),
        name_en=data.take("name_en", str),
        same_owners=_counting(data, "same_owners"),
        developer_stock=_counting(data, "developer_stock"),
        source=read_source(data),
    )


def _counting(data: Section, key: str) -> Counting:
    value = data.take(key, str)
    if value not in {known.value for known in Counting}:
        raise DataError(f'{data.where}: {key} "{value}" is none of {", ".join(Counting)}.')
    return Counting(value)
