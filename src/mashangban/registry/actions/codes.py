"""Codes on paper: issued, withdrawn."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from mashangban.audit.actions import record
from mashangban.kit.actors import Actor
from mashangban.kit.errors import NotFound
from mashangban.registry.compose import compose_code
from mashangban.registry.errors import BadReplacement, CodeWithdrawn
from mashangban.registry.models import Code, Compound
from mashangban.registry.types import CodeState


@transaction.atomic
def issue_code(*, compound: Compound, place: str = "", by: Actor, at: datetime) -> Code:
    """Issue a code of `compound` that is to hang at `place` ("" for the whole compound)."""
    code = compose_code(at=at, compound=compound, place=place)
    code.save(force_insert=True)
    record(
        by=by,
        at=at,
        verb="registry.issue_code",
        subject=("code", code.id),
        scope_id=compound.scope_id,
        data={"compound": str(compound.id)},
    )
    return code


@transaction.atomic
def withdraw_code(
    *, code_id: UUID, replacement: Code | None = None, by: Actor, at: datetime
) -> Code:
    """Withdraw a code for good; whoever scans it is told where `replacement` hangs.

    Raises NotFound, CodeWithdrawn, BadReplacement.
    """
    codes = Code.objects.select_related("compound").select_for_update(of=("self",))
    code = codes.filter(id=code_id).first()
    if code is None:
        raise NotFound
    if code.state == CodeState.WITHDRAWN:
        raise CodeWithdrawn
    if replacement is not None:
        _require_replaces(replacement, code)
    code.state = CodeState.WITHDRAWN
    code.withdrawn_at = at
    code.replacement = replacement
    code.save(update_fields=["state", "withdrawn_at", "replacement"])
    record(
        by=by,
        at=at,
        verb="registry.withdraw_code",
        subject=("code", code.id),
        scope_id=code.compound.scope_id,
        data={"replacement": str(replacement.id) if replacement else None},
    )
    return code


def _require_replaces(replacement: Code, code: Code) -> None:
    active = replacement.state == CodeState.ACTIVE
    if replacement.id == code.id or not active or replacement.compound_id != code.compound_id:
        raise BadReplacement
