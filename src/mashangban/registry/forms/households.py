"""What is filled in about slips and homes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mashangban.registry.types import HouseholdRole

ROLE_CHOICES = [
    (HouseholdRole.OWNER.value, _("Owner")),
    (HouseholdRole.FAMILY.value, _("Family of the owner")),
    (HouseholdRole.TENANT.value, _("Tenant")),
    (HouseholdRole.AGENT.value, _("Agent of the owner")),
]


class SlipsForm(forms.Form):
    """For which units slips are printed."""

    entrance = forms.ChoiceField(label=_("Entrance"), required=False)
    number = forms.CharField(
        label=_("One unit only"),
        max_length=20,
        required=False,
        help_text=_("Its number, to print a lost slip anew; the old one is no longer good."),
    )

    def __init__(self, data: Any = None, *, entrances: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["entrance"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All entrances")), *entrances]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("number") and not data.get("entrance"):
            self.add_error("entrance", _("Please choose the entrance of this unit."))
        return data


class SlipCodeForm(forms.Form):
    """The code of a slip, typed because it could not be scanned."""

    code = forms.CharField(
        label=_("Code on the slip"),
        max_length=40,
        help_text=_("Four groups of four letters and figures."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("Please type the code on the slip.")},
    )


class BindForm(forms.Form):
    """Who binds a home."""

    role = forms.ChoiceField(
        label=_("1. Who are you in this home?"),
        widget=forms.RadioSelect,
        choices=ROLE_CHOICES,
        error_messages={"required": _("Please choose who you are in this home.")},
    )
    mandate = forms.CharField(
        label=_("For agents: what you may do"),
        help_text=_("As in the owner's written mandate."),
        widget=forms.Textarea,
        max_length=500,
        required=False,
    )
    phone = forms.CharField(
        label=_("2. Telephone"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        error_messages={"required": _("Please write a telephone number.")},
    )
    name = forms.CharField(
        label=_("3. Name"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
