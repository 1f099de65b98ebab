"""The shape of what residents and handlers fill in."""

import hashlib
import uuid
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mashangban.kit.phones import canonical_phone
from mashangban.service_requests.queries import CategoryTile
from mashangban.service_requests.types import NewReport, StepInput

MAX_PHOTOS: Final = 6
_RANDOM_VERSIONS: Final = (4, 7)  # RFC 9562


class _ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if isinstance(files, MultiValueDict) else None


class PhotosField(forms.FileField):
    """Up to six files. What is in them is judged later, by content."""

    widget = _ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> tuple[bytes, ...]:
        files: Sequence[UploadedFile[bytes]] = (
            [data] if isinstance(data, UploadedFile) else data or ()
        )
        if len(files) > MAX_PHOTOS:
            raise forms.ValidationError(
                _("These are %(count)s photos; six at most can come with a report."),
                params={"count": len(files)},
            )
        return tuple(file.read() for file in files)


class CategoryField(forms.ChoiceField):
    """The categories as tiles, read only when they are drawn: the action knows which are valid."""

    default_validators = [ProhibitNullCharactersValidator()]

    def valid_value(self, value: Any) -> bool:
        return True


class ReportForm(forms.Form):
    """The questions of a report, and the telephone number that may be left out.

    `tiles` gives the categories offered, `code_place` is where the scanned code hangs ("" for the
    compound's own code).
    """

    category = CategoryField(
        label=_("1. What is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what it is about.")},
    )
    spot = forms.ChoiceField(label=_("2. Where is it?"), widget=forms.RadioSelect, required=False)
    place = forms.CharField(
        label=_("Exactly where"),
        widget=forms.TextInput(attrs={"placeholder": _("e.g. landing between floors 3 and 4")}),
        max_length=100,
        required=False,
        error_messages={"max_length": _("Please say the place in 100 characters.")},
    )
    description = forms.CharField(
        label=_("3. What is wrong?"),
        max_length=1000,
        widget=forms.Textarea(
            attrs={"placeholder": _("e.g. dark for two days, one cannot see the steps")}
        ),
        error_messages={
            "required": _(
                "Please write a sentence about what is wrong, so that the right tools come."
            ),
            "max_length": _("That is more than 1,000 characters. Please shorten it a little."),
        },
    )
    photos = PhotosField(label=_("4. Take photos"), required=False)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        help_text=_("Only those who handle this see it."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput(attrs={"data-kept": ""}))

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        tiles: Callable[[], Sequence[CategoryTile]],
        code_place: str,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, initial=initial)
        self.code_place = code_place
        self._tiles = tiles
        category, spot = self.fields["category"], self.fields["spot"]
        assert isinstance(category, forms.ChoiceField)
        assert isinstance(spot, forms.ChoiceField)
        category.choices = self._category_choices
        spot.choices = [("here", code_place), ("elsewhere", _("Somewhere else"))]
        if not code_place:
            self.fields["place"].label = _("2. Where is it?")

    @cached_property
    def tiles(self) -> Sequence[CategoryTile]:
        return self._tiles()

    @property
    def icons(self) -> dict[str, str]:
        return {tile.code: tile.icon for tile in self.tiles}

    def _category_choices(self) -> list[tuple[str, str]]:
        english = get_language() == "en"
        return [(tile.code, tile.name_en if english else tile.name) for tile in self.tiles]

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"]
        try:
            return canonical_phone(typed) if typed else ""
        except ValueError:
            raise forms.ValidationError(
                _("This does not look like a telephone number. Mend it or leave it empty.")
            ) from None

    def clean_idempotency_key(self) -> uuid.UUID:
        """Refuse what is not random: whoever sends the same key and words gets the same link."""
        key: uuid.UUID = self.cleaned_data["idempotency_key"]
        if key.version not in _RANDOM_VERSIONS:
            raise forms.ValidationError(
                _("The key must be a random UUID (version 4 or 7), another one for each report.")
            )
        return key

    def report(self) -> NewReport:
        """Return what was filled in."""
        data = self.cleaned_data
        at_the_code = self.code_place if data["spot"] != "elsewhere" else ""
        place = " ".join(part for part in (at_the_code, data["place"].strip()) if part)
        words = data["description"].strip()
        return NewReport(
            category=data["category"],
            place=place,
            description=words,
            phone=data["phone"],
            photos=data["photos"],
            # The same form sent again with something else in it is another report.
            idempotency_key=uuid.uuid5(
                data["idempotency_key"],
                repr((data["category"], place, words, data["phone"], _digests(data["photos"]))),
            ),
        )


def _digests(photos: Sequence[bytes]) -> list[str]:
    return [hashlib.sha256(photo).hexdigest() for photo in photos]


class StepForm(forms.Form):
    """Words and photos that come with a step."""

    text = forms.CharField(
        label=_("What was done"),
        widget=forms.Textarea,
        max_length=1000,
        required=False,
        error_messages={
            "max_length": _("That is more than 1,000 characters. Please shorten it a little.")
        },
    )
    photos = PhotosField(label=_("Photos"), required=False)

    def given(self) -> StepInput:
        return StepInput(self.cleaned_data["text"].strip(), self.cleaned_data["photos"])


class ReopenForm(StepForm):
    """Why it is not mended."""

    text = forms.CharField(
        label=_("What is still wrong?"),
        max_length=1000,
        widget=forms.Textarea,
        error_messages={
            "required": _("Please write what is still wrong, so that it is mended this time."),
            "max_length": _("That is more than 1,000 characters. Please shorten it a little."),
        },
    )


class RatingForm(forms.Form):
    """One to five, and a word if wanted."""

    score = forms.TypedChoiceField(
        label=_("How was the repair?"),
        coerce=int,
        widget=forms.RadioSelect,
        choices=[
            (1, _("very bad")),
            (2, _("bad")),
            (3, _("fair")),
            (4, _("good")),
            (5, _("very good")),
        ],
        error_messages={
            "required": _("Please tap a star, one to five."),
            "invalid_choice": _("Please tap a star, one to five."),
        },
    )
    text = forms.CharField(
        label=_("Anything to add?"),
        widget=forms.Textarea,
        max_length=500,
        required=False,
        error_messages={"max_length": _("Please keep it within 500 characters.")},
    )


class ReasonForm(forms.Form):
    """Why somebody wants to see personal data."""

    reason = forms.CharField(
        label=_("Why do you need it?"),
        max_length=200,
        error_messages={"required": _("Please say why you need it; the reason is kept.")},
    )
