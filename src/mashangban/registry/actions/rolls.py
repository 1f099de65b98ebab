"""Freezing the owners' roll of an area, and opening the names on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from mashangban.accounts.queries import key_of
from mashangban.audit.actions import record
from mashangban.core.voting import Head, HeadRule, NoRuleInForce, packaged_head_rules
from mashangban.kit import clock, crypto
from mashangban.kit.actors import Actor
from mashangban.kit.batches import insert
from mashangban.kit.errors import NotFound
from mashangban.kit.ids import new_id
from mashangban.registry.errors import (
    RollEmpty,
    RollHasGaps,
    RollOfTheFuture,
    RollReasonMissing,
    RollRuleMissing,
)
from mashangban.registry.models import ManagementArea, Roll, RollHead, RollOpening, RollUnit
from mashangban.registry.queries.owners import area_on, units_on
from mashangban.registry.queries.rolls import owner_names
from mashangban.registry.rolling import (
    canonical_text,
    core_roll,
    digest,
    gaps_of,
    lines_of,
    unit_name,
)
from mashangban.registry.types import Gap, GapKind, RollLine, UnitFacts

HEAD_RULE: Final = "statutory"
_BATCH: Final = 2_000  # rows of one round trip: PostgreSQL takes 65,535 parameters a statement


@dataclass(frozen=True, slots=True)
class RollRows:
    """A roll with its heads and units."""

    roll: Roll
    heads: tuple[RollHead, ...]
    units: tuple[RollUnit, ...]


@transaction.atomic
def freeze_roll(*, area_id: UUID, on: date, by: Actor, at: datetime) -> Roll:
    """Freeze who may vote in an area on the day `on`, and with what weight.

    The compounds are those that belong to the area on that day; heads follow 区分所有权司法解释
    art. 9. Raises NotFound, RollOfTheFuture, RollRuleMissing, RollEmpty, and RollHasGaps while
    units lack their area or their owners.
    """
    if on > clock.local_date(at):
        raise RollOfTheFuture
    # Who freezes waits for who enters a compound or another roll of the same area.
    ManagementArea.objects.select_for_update().filter(pk=area_id).first()
    area = area_on(area_id, on=on)
    facts = units_on([part.id for part in area.compounds], on=on)
    rows = compose_roll(area_id=area.id, area_name=area.name, on=on, facts=facts, at=at)
    insert([rows.roll])
    for some in _batches([*rows.heads, *rows.units]):
        insert(some)
    record(
        by=by,
        at=at,
        verb="registry.freeze_roll",
        subject=("roll", rows.roll.id),
        data={"area": str(area.id), "on": on.isoformat(), "digest": rows.roll.digest},
    )
    return rows.roll


@transaction.atomic
def open_names(*, roll_id: UUID, reason: str, by: Actor, at: datetime) -> dict[UUID, str]:
    """Return what the owners on a roll are called, by party, and keep who looked and why.

    The caller has checked that `by` may. The reason is free text and therefore encrypted, under
    the reader's own key. Raises NotFound, RollReasonMissing.
    """
    if not reason.strip():
        raise RollReasonMissing
    if not Roll.objects.filter(pk=roll_id).exists():
        raise NotFound
    opening_id = new_id(at)
    RollOpening.objects.create(
        id=opening_id,
        roll_id=roll_id,
        person_id=UUID(by.id),
        at=at,
        reason=crypto.encrypt_text(
            key_of(by.id), reason.strip(), context=opening_context(opening_id)
        ),
    )
    record(
        by=by,
        at=at,
        verb="registry.open_roll",
        subject=("roll", roll_id),
        data={"opening": str(opening_id)},
    )
    owners = RollUnit.objects.filter(roll=roll_id).values_list("owners", flat=True)
    return owner_names({party for parties in owners for party in parties})


def opening_context(opening_id: UUID) -> str:
    """Return what binds a reason's ciphertext to its row."""
    return f"roll-opening:{opening_id}"


def compose_roll(
    *, area_id: UUID, area_name: str, on: date, facts: Sequence[UnitFacts], at: datetime
) -> RollRows:
    """Compose the roll of `facts`. Raises RollRuleMissing, RollEmpty, RollHasGaps."""
    rule = _head_rule(on)
    if not facts:
        raise RollEmpty(area_name, on)
    if gaps := gaps_of(facts):
        raise RollHasGaps(
            area=area_name,
            no_area=_named(gaps, GapKind.NO_AREA),
            no_owner=_named(gaps, GapKind.NO_OWNER, GapKind.SHARE_MISSING),
        )
    lines = lines_of(facts)
    core = core_roll(lines, rule)
    text = canonical_text(area_id=area_id, on=on, rule=rule, lines=lines, roll=core)
    roll = Roll(
        id=new_id(at),
        area_id=area_id,
        on=on,
        frozen_at=at,
        head_rule=rule.code,
        units_total=len(lines),
        heads_total=len(core.heads),
        area_total=core.area,
        digest=digest(text),
    )
    heads = {head.id: _head(roll, head, at) for head in core.heads}
    return RollRows(
        roll=roll,
        heads=tuple(heads.values()),
        units=tuple(
            _unit(roll, heads[core.head_of(unit_name(line.number)).id], line, at) for line in lines
        ),
    )


def _head_rule(on: date) -> HeadRule:
    try:
        return packaged_head_rules().rule_for(HEAD_RULE, on=on)
    except NoRuleInForce:
        raise RollRuleMissing(on) from None


def _head(roll: Roll, head: Head, at: datetime) -> RollHead:
    return RollHead(
        id=new_id(at),
        roll=roll,
        number=int(head.id),
        units_count=len(head.units),
        area=head.area,
        developer_stock=head.developer_stock,
    )


def _unit(roll: Roll, head: RollHead, line: RollLine, at: datetime) -> RollUnit:
    return RollUnit(
        id=new_id(at),
        roll=roll,
        head=head,
        unit_id=line.unit_id,
        number=line.number,
        label=line.label,
        area=line.area,
        owners=sorted(line.owners),
        developer_stock=line.developer_stock,
    )


def _named(gaps: Sequence[Gap], *kinds: GapKind) -> list[str]:
    return [gap.unit.label for gap in gaps if gap.kind in kinds]


def _batches(rows: Sequence[Model]) -> list[Sequence[Model]]:
    return [rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH)]
