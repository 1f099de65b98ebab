"""What is filled in to issue, withdraw and print codes, and to say what stands in a compound."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from mashangban.registry.code_words import (
    FACILITY_WORDS,
    LAYOUT_WORDS,
    REASON_WORDS,
    TARGET_WORDS,
)
from mashangban.registry.types import (
    CodeTarget,
    FacilityKind,
    SheetLayout,
    Standing,
    WithdrawReason,
)


class IssueForm(forms.Form):
    """For what codes are issued."""

    target = forms.TypedChoiceField(coerce=CodeTarget, choices=list(TARGET_WORDS.items()))


class PlaceForm(forms.Form):
    """Where a further code of the compound is to hang."""

    place = forms.CharField(
        label=_("Where it is to hang"),
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": _("e.g. notice board at the east gate")}),
        error_messages={
            "required": _("Write where the code is to hang."),
            "max_length": _("Please say the place in 40 characters."),
        },
    )


class WithdrawForm(forms.Form):
    """Why a code is no longer to be used."""

    reason = forms.TypedChoiceField(
        label=_("Why?"),
        coerce=WithdrawReason,
        choices=[("", _("choose a reason")), *REASON_WORDS.items()],
        error_messages={
            "required": _("Choose why the code is withdrawn; the reason is kept."),
            "invalid_choice": _("Choose why the code is withdrawn; the reason is kept."),
        },
    )


class SheetForm(forms.Form):
    """Which codes of a scope, on what paper."""

    target = forms.TypedChoiceField(
        label=_("Which codes"),
        coerce=CodeTarget,
        empty_value=None,
        required=False,
        choices=[("", _("all codes in use")), *TARGET_WORDS.items()],
    )
    layout = forms.TypedChoiceField(
        label=_("On what paper"),
        coerce=SheetLayout,
        choices=list(LAYOUT_WORDS.items()),
        initial=SheetLayout.SHEET,
    )


class BuildingForm(forms.Form):
    """A building of the compound."""

    name = forms.CharField(
        label=_("Building"),
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": _("e.g. building 6")}),
        error_messages={"required": _("Write what it is called.")},
    )


class EntranceForm(forms.Form):
    """An entrance of one of the compound's buildings."""

    building = forms.TypedChoiceField(label=_("Building"), coerce=UUID)
    number = forms.CharField(
        label=_("Entrance number"),
        max_length=20,
        widget=forms.TextInput(attrs={"placeholder": _("e.g. no. 12")}),
        error_messages={"required": _("Write the number of the entrance.")},
    )

    def __init__(self, *args: Any, buildings: Sequence[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "building", [(str(each.id), each.words) for each in buildings])


class FacilityForm(forms.Form):
    """Something that all use, at an entrance or in the whole compound."""

    kind = forms.TypedChoiceField(
        label=_("Kind"), coerce=FacilityKind, choices=list(FACILITY_WORDS.items())
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": _("e.g. lift 1")}),
        error_messages={"required": _("Write what it is called.")},
    )
    entrance = forms.TypedChoiceField(
        label=_("At the entrance"), coerce=UUID, empty_value=None, required=False
    )

    def __init__(self, *args: Any, entrances: Sequence[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_all = ("", _("none: of the whole compound"))
        _offer(self, "entrance", [of_all, *((str(each.id), each.words) for each in entrances)])


class NameForm(forms.Form):
    """Another name, or another number."""

    name = forms.CharField(
        label=_("New name"),
        max_length=40,
        error_messages={"required": _("Write what it is called.")},
    )


def _offer(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
