"""The shape of what staff fill in about areas and their contracts."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from django import forms
from django.utils.translation import gettext_lazy as _

Choices: TypeAlias = Sequence[tuple[str, str]]


class DayField(forms.DateField):
    """A day, chosen in the browser's calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ContractForm(forms.Form):
    """A contract of an area with a company; `contracts` are those it may be hired jointly with."""

    company = forms.ChoiceField(label=_("Property company"))
    number = forms.CharField(label=_("Contract number"), max_length=80, required=False)
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))
    fee = forms.DecimalField(
        label=_("Fee"),
        help_text=_("yuan per square metre and month"),
        min_value=0,
        max_value=999,
        max_digits=6,
        decimal_places=2,
        required=False,
    )
    fee_basis = forms.ChoiceField(label=_("Fee basis"), required=False)
    service_standard = forms.CharField(label=_("Service standard"), max_length=80, required=False)
    document = forms.CharField(
        label=_("Document"),
        help_text=_("by which the contract was filed"),
        max_length=80,
        required=False,
    )
    joint_with = forms.ChoiceField(
        label=_("Hired jointly with"),
        help_text=_("a neighbouring area that hires the same company; it keeps its own contract"),
        required=False,
    )
    duty_phone = forms.CharField(label=_("Duty telephone"), max_length=20, required=False)
    desk_hours = forms.CharField(label=_("Desk hours"), max_length=40, required=False)

    def __init__(
        self, data: Any = None, *, companies: Choices, bases: Choices, contracts: Choices
    ) -> None:
        super().__init__(data)
        _choose(self, "company", [("", "—"), *companies])
        _choose(self, "joint_with", [("", _("none")), *contracts])
        _choose(self, "fee_basis", [("", _("not known")), *bases])


class EndContractForm(forms.Form):
    """When a contract ends before its time, and by what."""

    last = DayField(label=_("Last day"))
    document = forms.CharField(
        label=_("Document"),
        help_text=_("the owners' decision or the notice of the company"),
        max_length=80,
        required=False,
    )


class ManagerForm(forms.Form):
    """Who answers for an area from a day on."""

    person = forms.ChoiceField(label=_("Project manager"), widget=forms.RadioSelect)
    first = DayField(label=_("First day"))

    def __init__(self, data: Any = None, *, people: Choices, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        _choose(self, "person", people)


class TermForm(forms.Form):
    """A term of office of an owners' committee."""

    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))
    members = forms.IntegerField(
        label=_("Members"), help_text=_("an odd number"), min_value=1, max_value=99
    )
    document = forms.CharField(label=_("Document"), max_length=80, required=False)


class ReelectionForm(forms.Form):
    """The forming of a re-election group."""

    on = DayField(label=_("Re-election group formed on"))
    paper = forms.CharField(label=_("Document"), max_length=80, required=False)


class MergeForm(forms.Form):
    """Which areas go into one, when, by what document."""

    others = forms.MultipleChoiceField(
        label=_("Areas that go into this one"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one other area.")},
    )
    on = DayField(label=_("From which day"))
    document = forms.CharField(
        label=_("Document"), help_text=_("of the housing bureau on the area"), max_length=80
    )
    name = forms.CharField(
        label=_("Name of the area afterwards"),
        help_text=_("empty: as before"),
        max_length=80,
        required=False,
    )

    def __init__(self, data: Any = None, *, neighbours: Choices, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        _choose(self, "others", neighbours)


class SplitForm(forms.Form):
    """Which compounds leave an area, when, by what document."""

    compounds = forms.MultipleChoiceField(
        label=_("Compounds that leave"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the compounds that leave.")},
    )
    name = forms.CharField(label=_("Name of the new area"), max_length=80)
    on = DayField(label=_("From which day"))
    document = forms.CharField(
        label=_("Document"), help_text=_("of the housing bureau on the area"), max_length=80
    )
    continues = forms.BooleanField(
        label=_("The present company goes on serving the new area by the same contract"),
        required=False,
    )

    def __init__(self, data: Any = None, *, compounds: Choices, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        _choose(self, "compounds", compounds)


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
