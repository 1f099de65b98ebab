"""The owners' roll (业主名册) of an area on a day, frozen: who may vote and with what weight."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from mashangban.core.voting.areas import area_text, total
from mashangban.core.voting.heads import HeadRule, heads
from mashangban.core.voting.units import Head, RollError, RollProblem, Unit


@dataclass(frozen=True, slots=True)
class Roll:
    """The units, and the heads that the rule makes of them, both sorted by id.

    Every unit belongs to exactly one head, so the areas of the heads add up to `area` (m²).
    Raises RollError if two units have the same id.
    """

    units: tuple[Unit, ...]
    rule: HeadRule
    heads: tuple[Head, ...] = field(init=False, repr=False, compare=False)
    area: Decimal = field(init=False, repr=False, compare=False)
    _by_unit: Mapping[str, Head] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        counted = heads(self.units, self.rule)
        by_unit = {unit: head for head in counted for unit in head.units}
        object.__setattr__(self, "units", tuple(sorted(self.units, key=lambda unit: unit.id)))
        object.__setattr__(self, "heads", counted)
        object.__setattr__(self, "area", total(head.area for head in counted))
        object.__setattr__(self, "_by_unit", by_unit)

    def head_of(self, unit: str) -> Head:
        """Return the head that a unit belongs to; raises KeyError for one not on the roll."""
        return self._by_unit[unit]

    def check(self, stored: Iterable[Head]) -> None:
        """Refuse heads that were kept with the roll unless they are exactly its own.

        Raises RollError, which names the first head that is too many, too few or different.
        """
        own = {head.id: head for head in self.heads}
        for head in stored:
            expected = own.pop(head.id, None)
            if expected is None:
                raise RollError(
                    f"Head {head.id} is not on the frozen roll, or is given twice.",
                    problem=RollProblem.STRANGE_HEAD,
                    subject=head.id,
                )
            if head != expected:
                raise RollError(
                    f"Head {head.id} has units {', '.join(head.units)} and "
                    f"{area_text(head.area)} m²; on the frozen roll it has "
                    f"{', '.join(expected.units)} and {area_text(expected.area)} m².",
                    problem=RollProblem.OTHER_HEAD,
                    subject=head.id,
                )
        if own:
            missing = next(iter(own))
            raise RollError(
                f"Head {missing} of the frozen roll is missing.",
                problem=RollProblem.MISSING_HEAD,
                subject=missing,
            )
