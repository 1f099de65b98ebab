"""Votes: entering ballots, correcting, counting, printing."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mashangban.accounts.access import StaffRequest, names_for, staff_page
from mashangban.core.voting import Choice
from mashangban.kit import clock
from mashangban.kit.actors import Actor
from mashangban.kit.errors import BadInput, NotFound
from mashangban.registry import actions, papers
from mashangban.registry.errors import VoteNotCounted
from mashangban.registry.forms.votes import BallotForm
from mashangban.registry.permissions import KEEP_ROLL, SEE_ROLL
from mashangban.registry.presenters import votes as presenters
from mashangban.registry.presenters.voting_words import CHOICE_WORDS
from mashangban.registry.queries import owners, rolls
from mashangban.registry.queries.rolls import VoteDetail
from mashangban.registry.types import VoteState


@never_cache
@require_GET
@staff_page(SEE_ROLL)
def vote(request: StaffRequest, vote_id: uuid.UUID) -> HttpResponse:
    """A vote: its rule, how far it got, its ballots; once counted, its result."""
    return _vote_page(request, vote_id)


@require_POST
@staff_page(KEEP_ROLL)
def record(request: StaffRequest, vote_id: uuid.UUID) -> HttpResponse:
    """Enter one paper and be ready for the next."""
    _require(request, vote_id, KEEP_ROLL)
    form = BallotForm(request.POST)
    if form.is_valid():
        try:
            ballot = actions.record_ballot(
                vote_id=vote_id,
                new=form.ballot(),
                by=Actor.person(request.person_id),
                at=clock.now(),
            )
        except BadInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.sentence))
        else:
            line = rolls.line_of(ballot.head_id)
            messages.success(
                request,
                presenters.recorded_words(line, choice=str(CHOICE_WORDS[Choice(ballot.choice)])),
            )
            return redirect("registry:vote", vote_id)
    return _vote_page(request, vote_id, form=form, status=422)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(KEEP_ROLL)
def strike(request: StaffRequest, vote_id: uuid.UUID, ballot_id: uuid.UUID) -> HttpResponse:
    """Strike out a ballot that was entered wrongly, after one question."""
    _require(request, vote_id, KEEP_ROLL)
    if request.method == "POST":
        ballot = actions.strike_ballot(
            ballot_id=ballot_id,
            vote_id=vote_id,
            by=Actor.person(request.person_id),
            at=clock.now(),
        )
        messages.success(
            request,
            _("Ballot %(number)s is struck out. Enter it anew.") % {"number": ballot.number},
        )
        return redirect("registry:vote", vote_id)
    detail = rolls.vote_detail(vote_id)
    found = next((each for each in detail.ballots if each.id == ballot_id), None)
    if found is None:
        raise NotFound
    line = next(line for line in detail.roll.lines if line.number == found.head)
    said = presenters.recorded_words(line, choice=str(CHOICE_WORDS[found.choice]))
    context = {"vote": detail, "ballot": found, "said": said}
    return render(request, "registry/strike_ballot.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(KEEP_ROLL)
def count(request: StaffRequest, vote_id: uuid.UUID) -> HttpResponse:
    """Count for good, after one question."""
    _require(request, vote_id, KEEP_ROLL)
    if request.method == "POST":
        actions.count_vote(vote_id=vote_id, by=Actor.person(request.person_id), at=clock.now())
        return redirect("registry:vote", vote_id)
    detail = rolls.vote_detail(vote_id)
    standing = len(rolls.standing(detail.ballots))
    return render(request, "registry/count_vote.html", {"vote": detail, "ballots": standing})


@never_cache
@require_GET
@staff_page(SEE_ROLL)
def tally(request: StaffRequest, vote_id: uuid.UUID) -> HttpResponse:
    """The tally sheet as PDF."""
    _require(request, vote_id, SEE_ROLL)
    detail = rolls.vote_detail(vote_id)
    if detail.state is not VoteState.COUNTED:
        raise VoteNotCounted
    response = HttpResponse(
        papers.tally_sheet(detail, language=settings.LANGUAGE_CODE), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="tally-{detail.digest[:12]}.pdf"'
    return response


def _require(request: StaffRequest, vote_id: uuid.UUID, permission: str) -> frozenset[str]:
    """Return what the viewer may over the vote's area."""
    area = owners.area_of_vote(vote_id)
    held = owners.permissions_over(area, person_id=request.person_id, on=clock.today())
    if permission not in held:
        raise NotFound
    return held


def _vote_page(
    request: StaffRequest,
    vote_id: uuid.UUID,
    *,
    form: BallotForm | None = None,
    status: int = 200,
) -> HttpResponse:
    held = _require(request, vote_id, SEE_ROLL)
    detail = rolls.vote_detail(vote_id)
    may_keep = KEEP_ROLL in held
    context = {
        "page": presenters.vote_page(detail, recorders=_recorders(request, detail)),
        "form": (form or BallotForm()) if may_keep and detail.state is VoteState.OPEN else None,
    }
    return render(request, "registry/vote.html", context, status=status)


def _recorders(request: StaffRequest, detail: VoteDetail) -> dict[str, str]:
    ids = {ballot.recorded_by for ballot in detail.ballots}
    people = {uuid.UUID(each) for each in ids if _is_uuid(each)}
    return {str(key): name for key, name in names_for(request, people).items()}


def _is_uuid(text: str) -> bool:
    """Tell a person from the system, whose id is a name."""
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
