"""What is filled in about rolls and votes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mashangban.core.voting import Choice
from mashangban.registry.types import NewBallot

# What is typed after the line: one hand on the figures, no mouse.
KEYS = {"1": Choice.FOR, "2": Choice.AGAINST, "3": Choice.ABSTAIN}


class DayForm(forms.Form):
    """A day in the address of a page; what is not one counts as today."""

    on = forms.DateField(
        label=_("As of"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def day(self, today: date) -> date:
        chosen: date = self.cleaned_data["on"] if self.is_valid() else today
        return chosen


class FreezeForm(forms.Form):
    """The day of a roll."""

    on = forms.DateField(
        label=_("Day of the roll"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": _("Please choose a day."),
            "invalid": _("Please write the day as 2026-11-23."),
        },
    )


class NamesForm(forms.Form):
    """Why somebody wants to read the names on a roll."""

    reason = forms.CharField(
        label=_("Why do you open the names?"),
        max_length=200,
        error_messages={"required": _("Please write why you open the roll; the reason is kept.")},
    )


class VoteForm(forms.Form):
    """What is put to the vote."""

    title = forms.CharField(
        label=_("What is voted on"),
        max_length=120,
        help_text=_("As on the paper, one matter a vote."),
        error_messages={"required": _("Please write what is voted on, as on the paper.")},
    )
    matter = forms.ChoiceField(label=_("Matter by law"))
    follows_expired = forms.BooleanField(
        label=_("The rule has expired and is followed in practice"), required=False
    )

    def __init__(self, data: Any = None, *, matters: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["matter"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(matters)


class BallotForm(forms.Form):
    """One paper. "12 1" and Enter: line 12 agrees; or the line, and a tap on what it says."""

    head = forms.CharField(
        label=_("Line or unit"),
        max_length=84,
        help_text=_("Line, blank, 1 for · 2 against · 3 abstain, then Enter: “12 1”."),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        error_messages={"required": _("Please type the line of the roll.")},
    )
    choice = forms.ChoiceField(
        label=_("What it says"),
        widget=forms.RadioSelect,
        required=False,
        choices=[
            (Choice.FOR.value, _("for")),
            (Choice.AGAINST.value, _("against")),
            (Choice.ABSTAIN.value, _("abstain")),
        ],
    )
    by_proxy = forms.BooleanField(label=_("By proxy"), required=False)
    mandate = forms.CharField(
        label=_("Number of the written mandate"),
        max_length=40,
        required=False,
        help_text=_("The number only, no name."),
    )
    another = forms.BooleanField(label=_("Second paper of the same owner"), required=False)

    def ballot(self) -> NewBallot:
        """Return what was filled in."""
        data = self.cleaned_data
        head, choice = data["head"].strip(), data["choice"]
        if not choice:
            before, _blank, last = head.rpartition(" ")
            if last in KEYS and before.strip():
                head, choice = before.strip(), KEYS[last].value
        return NewBallot(
            head=head,
            choice=choice,
            by_proxy=data["by_proxy"],
            mandate=data["mandate"],
            another=data["another"],
        )
