"""What is asked before an import: the file, then which column holds what."""

from typing import Any, Final

import yaml
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from mashangban.core.coordinates import CRS
from mashangban.imports.kinds import CRS_WORDS, Kind, kinds
from mashangban.kit.errors import BadInput
from mashangban.kit.imports import parse_mapping
from mashangban.kit.imports.reading.limits import MEGABYTE, MOST_BYTES

_MOST_MAPPING: Final = 100_000  # bytes


class UploadForm(forms.Form):
    """Which kind of sheet, and the file."""

    kind = forms.ChoiceField(label=_("What is in the sheet?"), widget=forms.RadioSelect)
    sheet = forms.FileField(
        label=_("The file"),
        help_text=_("Excel (.xlsx), CSV or GeoJSON, up to 64 MB."),
        error_messages={
            "required": _("Please choose a file."),
            "empty": _("The file is empty. Please choose another."),
        },
    )
    mapping = forms.FileField(
        label=_("Mapping"),
        required=False,
        help_text=_("If you have one from last time (.yaml), nothing has to be chosen again."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.name, kind.title) for kind in kinds()]

    def clean_sheet(self) -> "UploadedFile[bytes]":
        sheet: UploadedFile[bytes] = self.cleaned_data["sheet"]
        if (sheet.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(most)d MB. Split it and import the parts."),
                params={"most": MOST_BYTES // MEGABYTE},
            )
        return sheet

    def clean_mapping(self) -> dict[str, Any]:
        """Return what the mapping file says, {} without one."""
        file: UploadedFile[bytes] | None = self.cleaned_data["mapping"]
        if file is None:
            return {}
        try:
            found = yaml.safe_load(file.read(_MOST_MAPPING).decode())
            parse_mapping(found, name=file.name or "")
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise forms.ValidationError(
                _("This is not a mapping in YAML: %(why)s"), params={"why": str(error)[:200]}
            ) from None
        except BadInput as error:
            raise forms.ValidationError(str(error.sentence)) from None
        assert isinstance(found, dict)
        return found


class ColumnsForm(forms.Form):
    """Which column holds what, in which coordinate system, and what to do with refused rows."""

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        columns: tuple[str, ...],
        mapping: dict[str, Any],
        **kwargs: Any,
    ) -> None:
        self._kind, self._mapping = kind, mapping
        chosen = mapping.get("columns", {})
        kwargs.setdefault(
            "initial",
            {
                **{_named(name): chosen.get(name, "") for name in kind.fields},
                "crs": mapping.get("crs", CRS.WGS84.value),
            },
        )
        super().__init__(*args, **kwargs)
        offered = [(column, column) for column in columns]
        for name, field in kind.fields.items():
            required = kind.required[name]
            empty = _("— choose —") if required else _("— not in the sheet —")
            self.fields[_named(name)] = forms.ChoiceField(
                label=field.label,
                choices=[("", empty), *offered],
                required=required,
                error_messages={"required": _("Please say which column it is.")},
            )
        if kind.on_the_map:
            self.fields["crs"] = forms.ChoiceField(
                label=_("Coordinate system of the file"),
                choices=[(crs.value, words) for crs, words in CRS_WORDS.items()],
                help_text=_("If you choose the wrong one, the check will say so."),
            )
        self.fields["skip_refused"] = forms.BooleanField(
            label=_("Import the good rows even if some are refused"), required=False
        )

    def mapping(self) -> dict[str, Any]:
        """Return what was chosen, with what the mapping said besides."""
        data = self.cleaned_data
        columns = {name: data[_named(name)] for name in self._kind.fields if data[_named(name)]}
        crs = {"crs": data["crs"]} if data.get("crs") else {}
        return {**self._mapping, "columns": columns, **crs}


def _named(name: str) -> str:
    """Return the name of the form's field, apart from those that every kind has."""
    return f"column_{name}"
