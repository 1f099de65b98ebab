"""Homes that are bound, and slips that cannot be used."""

import uuid
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from mashangban.kit.clock import local_date
from mashangban.registry.forms.households import ROLE_CHOICES
from mashangban.registry.queries.households import Home
from mashangban.registry.types import SlipState


@dataclass(frozen=True, slots=True)
class HomeCard:
    id: uuid.UUID
    compound: str
    unit: str
    role: str
    since: str
    unbind_url: str


@dataclass(frozen=True, slots=True)
class SlipProblem:
    """Why a slip cannot be used, and what to do."""

    title: str
    text: str


def home_card(home: Home) -> HomeCard:
    """Return a home in words."""
    roles = {value: str(words) for value, words in ROLE_CHOICES}
    return HomeCard(
        id=home.binding_id,
        compound=home.compound,
        unit=home.unit,
        role=roles[home.role.value],
        since=_("bound on %(day)s") % {"day": local_date(home.since)},
        unbind_url=reverse("households:unbind", args=[home.binding_id]),
    )


def slip_problem(state: SlipState) -> SlipProblem:
    """Return what to tell whoever holds a slip that is not open."""
    new_slip = _("Ask the residents' committee for a new one.")
    if state is SlipState.USED:
        return SlipProblem(
            _("This slip has been used"),
            _("It is good once. If it was not you, tell the residents' committee."),
        )
    if state is SlipState.EXPIRED:
        return SlipProblem(_("This slip has expired"), new_slip)
    if state is SlipState.REVOKED:
        return SlipProblem(
            _("This slip is no longer good"),
            _("A newer one was printed for your home. Use that one, or ask for another."),
        )
    if state is SlipState.CLOSED:
        return SlipProblem(
            _("This slip is closed"),
            _("Its code was typed wrongly too often. %(advice)s") % {"advice": new_slip},
        )
    return SlipProblem(
        _("We do not know this slip"),
        _("Compare the code with the paper, letter by letter, and type it once more."),
    )
