"""How it stands with owners' committees, and what may be put to the vote."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from mashangban.core.voting import packaged_matters
from mashangban.registry.models import CommitteeTerm, ManagementArea
from mashangban.registry.periods import last_day
from mashangban.registry.queries.practice import rule_now
from mashangban.registry.rules import REELECTION_BARS
from mashangban.registry.types import CommitteeState

_AMENDED: Final = "（"  # verbatim: opens the history of amendments behind a document's title


@dataclass(frozen=True, slots=True)
class Committee:
    """The owners' committee of an area on a day.

    `first`, `last` and `members` are those of the term that began last, None where none has;
    `reelection_from` is known while a re-election is under way.
    """

    state: CommitteeState
    first: date | None = None
    last: date | None = None
    members: int | None = None
    document: str = ""
    reelection_from: date | None = None


@dataclass(frozen=True, slots=True)
class MayVote:
    """Whether something may be put to the vote now; `reason` is a sentence for those who may not.

    `until` is the last day of the term in office: by then a new committee has to be elected.
    """

    allowed: bool
    reason: str = ""
    until: date | None = None


def committee_of(area_id: UUID, *, on: date) -> Committee:
    """Return how it stands with the owners' committee of an area on a day."""
    term = (
        CommitteeTerm.objects.filter(area_id=area_id, period__startswith__lte=on)
        .order_by("-period")
        .first()
    )
    if term is None:
        return Committee(CommitteeState.NONE)
    reelection = term.reelection_from
    under_way = reelection is not None and reelection <= on
    return Committee(
        state=committee_state(term.period.upper, reelection, on=on),
        first=term.period.lower,
        last=last_day(term.period),
        members=term.members,
        document=term.document,
        reelection_from=reelection if under_way else None,
    )


def committee_state(end: date | None, reelection: date | None, *, on: date) -> CommitteeState:
    """Return the state on a day of the term that began last by then.

    `end` is the first day after it (None: there is no term), `reelection` the day its re-election
    group was formed. A group works on after the term has run out, until the next term begins.
    """
    if end is None:
        return CommitteeState.NONE
    if reelection is not None and reelection <= on:
        return CommitteeState.REELECTION
    return CommitteeState.SERVING if on < end else CommitteeState.EXPIRED


def may_vote(area_id: UUID, matter: str, *, on: date) -> MayVote:
    """Say whether the owners of an area may be asked about `matter` on a day (规定 art. 28).

    `matter` is a code of `core.voting.packaged_matters`; raises LookupError for another.
    """
    return vote_on(committee_of(area_id, on=on), matter, on=on)


def vote_on(committee: Committee, matter: str, *, on: date) -> MayVote:
    """Say the same of an area whose `committee` on that day is known."""
    if matter not in packaged_matters().codes:
        raise LookupError(f"No matter of voting is called {matter!r}.")
    rule = rule_now(REELECTION_BARS, on=on)
    if (
        rule is None
        or matter not in rule.matters
        or committee.state is not CommitteeState.REELECTION
    ):
        return MayVote(allowed=True)
    reason = _(
        "A re-election of the owners' committee has been under way since %(day)s. Until a new one "
        "is elected this may not be put to the vote (%(document)s, %(article)s)."
    ) % {
        "day": committee.reelection_from,
        "document": rule.source.document.partition(_AMENDED)[0],
        "article": rule.source.article,
    }
    return MayVote(allowed=False, reason=reason, until=committee.last)


def barred_from(matter: str, areas: Iterable[ManagementArea], *, on: date) -> list[str]:
    """Return the names of those of `areas` whose owners may not be asked about `matter`."""
    return [area.name for area in areas if not may_vote(area.pk, matter, on=on).allowed]
