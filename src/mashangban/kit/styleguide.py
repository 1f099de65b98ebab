"""A page for developers that shows every component with sample data, on the desk and on the phone.

Mounted in the demo and in tests only: `path("styleguide/<str:layout>/", styleguide.page)`.
"""

from pathlib import Path
from typing import Any, Final

import yaml
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from mashangban.kit.components import (
    Chip,
    Clock,
    ClockState,
    Fact,
    FilterGroup,
    Grade,
    GradeLevel,
    Masked,
    NavItem,
    NavSection,
    Pager,
    Photo,
    Severity,
    SeverityLevel,
    Step,
    Tab,
    TimelineEntry,
    Tone,
    Track,
)

SAMPLES: Final = Path(__file__).parent / "styleguide.yaml"
TEMPLATES: Final = {"desk": "kit/styleguide.html", "phone": "kit/styleguide_phone.html"}


def page(request: HttpRequest, layout: str) -> HttpResponse:
    """Answer with the components on the layout `desk` or `phone`."""
    if layout not in TEMPLATES:
        raise Http404
    return render(request, TEMPLATES[layout], samples())


def samples() -> dict[str, Any]:
    """Return the context of both pages, built from the sample data file."""
    data = yaml.safe_load(SAMPLES.read_text(encoding="utf-8"))
    pictures = [Photo(**photo) for photo in data["photos"]]
    return {
        **data["texts"],
        "form": _form(data["form"], {}),
        "refused": _form(data["form"], {"category": "light", "score": "4", "likes": ["fast"]}),
        "category_icons": data["form"]["category_icons"],
        "nav": [
            NavSection(label=section["label"], items=[NavItem(**item) for item in section["items"]])
            for section in data["nav"]
        ],
        "clocks": [_clock(clock) for clock in data["clocks"]],
        "severities": [
            Severity(SeverityLevel(severity["level"]), severity["text"])
            for severity in data["severities"]
        ],
        "grades": [Grade(GradeLevel(grade["level"]), grade["text"]) for grade in data["grades"]],
        "track": Track(**data["track"]),
        "photos": pictures,
        "timeline": [_entry(entry, pictures) for entry in data["timeline"]],
        "steps": [Step(step["text"], Tone(step["tone"])) for step in data["steps"]],
        "facts": [_fact(fact) for fact in data["facts"]],
        "tabs": [Tab(**tab) for tab in data["tabs"]],
        "filters": [
            FilterGroup(group["label"], [_chip(chip) for chip in group["chips"]])
            for group in data["filters"]
        ],
        "rows": [
            {
                **row,
                "clock": _clock(row["clock"]),
                "severity": Severity(SeverityLevel(row["severity"][0]), row["severity"][1]),
            }
            for row in data["rows"]
        ],
        "pager": Pager(**data["pager"]),
    }


def _clock(data: dict[str, Any]) -> Clock:
    return Clock(ClockState(data["state"]), data["text"], data.get("percent", 0))


def _entry(data: dict[str, Any], pictures: list[Photo]) -> TimelineEntry:
    shown = pictures[:2] if data.pop("photos", False) else ()
    return TimelineEntry(**{**data, "tone": Tone(data["tone"]), "photos": shown})


def _fact(data: dict[str, Any]) -> Fact:
    value = Masked(**data["masked"]) if "masked" in data else data["value"]
    return Fact(data["term"], value, data.get("url", ""))


def _chip(data: dict[str, Any]) -> Chip:
    dot = ClockState(data["dot"]) if "dot" in data else None
    return Chip(**{**data, "dot": dot})


def _form(texts: dict[str, Any], posted: dict[str, Any]) -> forms.Form:
    """Build the sample form; with `posted` data it is bound, so that its errors show."""
    words = texts["fields"]

    class SampleForm(forms.Form):
        category = forms.ChoiceField(
            label=words["category"], choices=texts["categories"], widget=forms.RadioSelect
        )
        place = forms.ChoiceField(
            label=words["place"], choices=texts["places"], widget=forms.RadioSelect
        )
        text = forms.CharField(
            label=words["text"],
            widget=forms.Textarea(attrs={"placeholder": words["text_placeholder"]}),
            error_messages={"required": words["text_error"]},
        )
        photos = forms.FileField(label=words["photos"], required=False)
        phone = forms.CharField(label=words["phone"], required=False, help_text=words["phone_hint"])
        score = forms.ChoiceField(
            label=words["score"], choices=texts["scores"], widget=forms.RadioSelect
        )
        likes = forms.MultipleChoiceField(
            label=words["likes"],
            choices=texts["likes"],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        company = forms.ChoiceField(label=words["company"], choices=texts["companies"])
        agree = forms.BooleanField(label=words["agree"])

    return SampleForm(posted or None, auto_id="refused_%s" if posted else "id_%s")
