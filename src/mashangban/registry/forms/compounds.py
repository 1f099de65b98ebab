"""What the list of compounds is narrowed by, and what the bureau changes of one."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from mashangban.registry.queries import CompoundDetail, Contracted, Narrowing
from mashangban.registry.types import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    MOST_HOUSEHOLDS,
    OLDEST_YEAR,
    YEARS_AHEAD,
    AliasKind,
    CompoundFacts,
    HousingType,
)
from mashangban.registry.words import ALIAS_WORDS, HOUSING_WORDS

_ANY: Final = ("", _("any"))
_NOT_SAID: Final = ("", _("not recorded"))


class NarrowForm(forms.Form):
    """The filters of the list. What cannot be read narrows nothing."""

    find = forms.CharField(
        label=_("Name, alias, lane or address"),
        max_length=80,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("two characters, pinyin or initials will do")}
        ),
    )
    subdistrict = forms.ChoiceField(label=_("Subdistrict"), required=False)
    housing = forms.ChoiceField(
        label=_("Housing type"), choices=[_ANY, *HOUSING_WORDS.items()], required=False
    )
    contract = forms.ChoiceField(
        label=_("Contract"),
        choices=[
            _ANY,
            (Contracted.WITH, _("with a contract")),
            (Contracted.WITHOUT, _("without a contract")),
        ],
        required=False,
    )

    def __init__(self, data: Any, *, subdistricts: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        offered = self.fields["subdistrict"]
        assert isinstance(offered, forms.ChoiceField)
        offered.choices = [_ANY, *subdistricts]

    def narrowing(self) -> Narrowing:
        """Return what is asked for."""
        self.is_valid()
        given = self.cleaned_data
        return Narrowing(
            words=given.get("find", ""),
            subdistrict=given.get("subdistrict", ""),
            housing=HousingType(given["housing"]) if given.get("housing") else None,
            contract=Contracted(given["contract"]) if given.get("contract") else None,
        )

    def kept(self) -> tuple[tuple[str, str], ...]:
        """Return the filters in force as they stand in an address."""
        self.is_valid()
        return tuple((name, str(value)) for name, value in self.cleaned_data.items() if value)


class FactsForm(forms.Form):
    """The facts of a compound; `today` bounds the year."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("A compound has a name. Write it here.")},
    )
    address = forms.CharField(label=_("Address"), max_length=LONGEST_ADDRESS, required=False)
    housing_type = forms.ChoiceField(
        label=_("Housing type"), choices=[_NOT_SAID, *HOUSING_WORDS.items()], required=False
    )
    built_year = forms.IntegerField(label=_("Built in"), required=False)
    households = forms.IntegerField(
        label=_("Households"), min_value=1, max_value=MOST_HOUSEHOLDS, required=False
    )
    floor_area = forms.DecimalField(
        label=_("Floor area in m²"),
        min_value=0.01,
        max_digits=12,
        decimal_places=2,
        required=False,
    )

    def __init__(self, data: Any = None, *, compound: CompoundDetail, today: date) -> None:
        initial = {name: getattr(compound, name) for name in self.base_fields}
        super().__init__(data, initial=initial)
        self._years = range(OLDEST_YEAR, today.year + YEARS_AHEAD + 1)

    def clean_built_year(self) -> int | None:
        year: int | None = self.cleaned_data["built_year"]
        if year is not None and year not in self._years:
            raise forms.ValidationError(
                _("The year must lie between %(first)s and %(last)s."),
                params={"first": self._years[0], "last": self._years[-1]},
            )
        return year

    def facts(self) -> CompoundFacts:
        """Return what was filled in, of a valid form."""
        housing = self.cleaned_data["housing_type"]
        return CompoundFacts(
            **{
                **self.cleaned_data,
                "housing_type": HousingType(housing) if housing else None,
            }
        )


class AliasForm(forms.Form):
    """Another name of a compound."""

    prefix = "alias"
    name = forms.CharField(
        label=_("Another name"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Write the other name.")},
    )
    kind = forms.ChoiceField(label=_("What kind of name"), choices=list(ALIAS_WORDS.items()))
    first = forms.DateField(
        label=_("In use from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Write the day like 2025-06-30.")},
    )
    last = forms.DateField(
        label=_("In use until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Write the day like 2025-06-30.")},
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        return given

    @property
    def kind_given(self) -> AliasKind:
        return AliasKind(self.cleaned_data["kind"])


class LaneForm(forms.Form):
    """A lane of a compound."""

    prefix = "lane"
    road = forms.CharField(
        label=_("Road"),
        max_length=60,
        error_messages={"required": _("Write the road that the lane leads off.")},
    )
    number = forms.CharField(
        label=_("Number of the lane"),
        max_length=20,
        help_text=_("e.g. 318"),
        validators=[RegexValidator(r"^[0-9]", _("The number begins with a figure, such as 318."))],
        error_messages={"required": _("Write the number of the lane, such as 318.")},
    )

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        return number.removesuffix("弄").rstrip()  # verbatim: the word on the plate


class SubdistrictForm(forms.Form):
    """Which subdistrict administers the compound, and why."""

    prefix = "subdistrict"
    code = forms.ChoiceField(label=_("Administered by"))
    reason = forms.CharField(
        label=_("Why"),
        max_length=160,
        required=False,  # the action asks for it, in words of its own
        help_text=_("The document, or who said so. It stands on the page."),
        widget=forms.TextInput,
    )

    def __init__(
        self, data: Any = None, *, choices: Iterable[tuple[str, str]], compound: CompoundDetail
    ) -> None:
        initial = {"code": compound.subdistrict_code, "reason": compound.reason}
        super().__init__(data, initial=initial)
        offered = self.fields["code"]
        assert isinstance(offered, forms.ChoiceField)
        offered.choices = list(choices)


class CommitteeForm(forms.Form):
    """Which residents' committee the compound belongs to."""

    prefix = "committee"
    code = forms.ChoiceField(label=_("Residents' committee"), required=False)

    def __init__(
        self, data: Any = None, *, choices: Iterable[tuple[str, str]], compound: CompoundDetail
    ) -> None:
        super().__init__(data, initial={"code": compound.committee_code or ""})
        offered = self.fields["code"]
        assert isinstance(offered, forms.ChoiceField)
        offered.choices = [_NOT_SAID, *choices]
