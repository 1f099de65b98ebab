"""Codes on paper: issued, withdrawn, replaced."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from mashangban.audit.actions import record
from mashangban.kit.actors import Actor
from mashangban.kit.errors import NotFound
from mashangban.registry.compose import compose_code
from mashangban.registry.errors import BadReplacement, CodeExists, CodeWithdrawn, PlaceRetired
from mashangban.registry.models import Code, Compound, EntranceBlock, Facility
from mashangban.registry.types import CodeState, CodeTarget, WithdrawReason


@transaction.atomic
def issue_code(
    *,
    compound: Compound,
    place: str = "",
    entrance: EntranceBlock | None = None,
    facility: Facility | None = None,
    by: Actor,
    at: datetime,
) -> Code:
    """Issue a code of `compound`, of one of its entrances or of a facility.

    `place` says by hand where a compound's code is to hang ("" for the whole compound). An entrance
    or facility has one code in use at a time. Raises CodeExists, NotInCompound, PlaceRetired.
    """
    of = entrance or facility
    if of is not None and of.retired_on is not None:
        raise PlaceRetired(_name_of(of))
    code = compose_code(at=at, compound=compound, place=place, entrance=entrance, facility=facility)
    try:
        with transaction.atomic():
            code.save(force_insert=True)
    except IntegrityError:
        if of is None:
            raise
        raise CodeExists(_name_of(of)) from None
    _record(code, "registry.issue_code", {"compound": str(compound.id)}, by, at)
    return code


@transaction.atomic
def issue_missing_codes(
    *, compound_ids: Iterable[UUID], target: CodeTarget, by: Actor, at: datetime
) -> list[Code]:
    """Issue a code for whatever of these compounds has none in use, and return the new ones.

    `target` says whether for the compounds themselves, all their entrances, or all their
    facilities. Asked again, nothing happens.
    """
    # The lock lets two who ask at once issue one code, not two: nothing else would stop that for
    # compounds, which may have several.
    compounds = list(
        Compound.objects.select_for_update(of=("self",))
        .filter(id__in=set(compound_ids))
        .order_by("pinyin", "id")
    )
    codes = [
        compose_code(at=at, compound=compound, entrance=entrance, facility=facility)
        for compound, entrance, facility in _without_a_code(compounds, target)
    ]
    Code.objects.bulk_create(codes)
    for code in codes:
        _record(code, "registry.issue_code", {"compound": str(code.compound_id)}, by, at)
    return codes


@transaction.atomic
def withdraw_code(
    *,
    code_id: UUID,
    reason: WithdrawReason,
    replacement: Code | None = None,
    by: Actor,
    at: datetime,
) -> Code:
    """Withdraw a code for good; whoever scans it is told where `replacement` hangs.

    Raises NotFound, CodeWithdrawn, BadReplacement.
    """
    code = _locked(code_id)
    if replacement is not None:
        _require_replaces(replacement, code)
    _withdraw(code, reason, replacement, by, at)
    return code


@transaction.atomic
def replace_code(*, code_id: UUID, reason: WithdrawReason, by: Actor, at: datetime) -> Code:
    """Withdraw a code and issue a new one for the same place; return the new one.

    Raises NotFound, CodeWithdrawn.
    """
    old = _locked(code_id)
    # First withdrawn, then issued, then joined: an entrance has one code in use at a time.
    _withdraw(old, reason, None, by, at)
    new = issue_code(
        compound=old.compound,
        place=old.place,
        entrance=old.entrance,
        facility=old.facility,
        by=by,
        at=at,
    )
    old.replacement = new
    old.save(update_fields=["replacement"])
    _record(old, "registry.replace_code", {"replacement": str(new.id)}, by, at)
    return new


@transaction.atomic
def withdraw_codes_of(
    *,
    entrances: Iterable[EntranceBlock] = (),
    facilities: Iterable[Facility] = (),
    by: Actor,
    at: datetime,
) -> int:
    """Withdraw the codes of entrances and facilities that are retired; return how many."""
    hanging = Code.objects.select_related("compound").filter(state=CodeState.ACTIVE)
    codes = [
        *hanging.filter(entrance__in=[each.id for each in entrances]),
        *hanging.filter(facility__in=[each.id for each in facilities]),
    ]
    for code in codes:
        _withdraw(code, WithdrawReason.RETIRED, None, by, at)
    return len(codes)


def _without_a_code(
    compounds: list[Compound], target: CodeTarget
) -> Iterator[tuple[Compound, EntranceBlock | None, Facility | None]]:
    """Yield compound, entrance and facility of each place that has no code in use."""
    active = Code.objects.filter(state=CodeState.ACTIVE)
    by_id = {compound.id: compound for compound in compounds}
    match target:
        case CodeTarget.COMPOUND:
            whole = active.filter(
                compound__in=by_id, entrance__isnull=True, facility__isnull=True, place=""
            )
            coded = set(whole.values_list("compound_id", flat=True))
            for compound in compounds:
                if compound.id not in coded:
                    yield compound, None, None
        case CodeTarget.ENTRANCE:
            entrances = EntranceBlock.objects.select_related("building").filter(
                building__compound__in=by_id, retired_on__isnull=True
            )
            for entrance in entrances.exclude(
                id__in=active.filter(entrance__isnull=False).values("entrance")
            ).order_by("building__compound", "id"):
                yield by_id[entrance.building.compound_id], entrance, None
        case CodeTarget.FACILITY:
            facilities = Facility.objects.filter(compound__in=by_id, retired_on__isnull=True)
            for facility in facilities.exclude(
                id__in=active.filter(facility__isnull=False).values("facility")
            ).order_by("compound", "id"):
                yield by_id[facility.compound_id], None, facility


def _locked(code_id: UUID) -> Code:
    """Return a code in use, locked. Raises NotFound, CodeWithdrawn."""
    code = (
        Code.objects.select_related("compound", "entrance__building", "facility")
        .select_for_update(of=("self",))
        .filter(id=code_id)
        .first()
    )
    if code is None:
        raise NotFound
    if code.state == CodeState.WITHDRAWN:
        raise CodeWithdrawn
    return code


def _withdraw(
    code: Code, reason: WithdrawReason, replacement: Code | None, by: Actor, at: datetime
) -> None:
    code.state = CodeState.WITHDRAWN
    code.withdrawn_at = at
    code.withdrawn_because = reason
    code.replacement = replacement
    code.save(update_fields=["state", "withdrawn_at", "withdrawn_because", "replacement"])
    data = {"reason": reason.value, "replacement": str(replacement.id) if replacement else None}
    _record(code, "registry.withdraw_code", data, by, at)


def _require_replaces(replacement: Code, code: Code) -> None:
    active = replacement.state == CodeState.ACTIVE
    if replacement.id == code.id or not active or replacement.compound_id != code.compound_id:
        raise BadReplacement


def _name_of(of: EntranceBlock | Facility) -> str:
    return of.name if isinstance(of, Facility) else f"{of.building.name} {of.number}"


def _record(code: Code, verb: str, data: dict[str, str | None], by: Actor, at: datetime) -> None:
    record(
        by=by,
        at=at,
        verb=verb,
        subject=("code", code.id),
        scope_id=code.compound.scope_id,
        data=data,
    )
