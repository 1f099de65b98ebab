"""Components of the pages: `{% load kit %}`.

Each tag draws one part from plain data (`mashangban.kit.components`); the same markup serves the
phone and the workbench, whose stylesheets dress it. `/styleguide/` shows them all.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache, lru_cache
from typing import Any, Final

from django import template
from django.forms import BoundField, CheckboxInput, FileInput, Select, Widget
from django.http import HttpRequest
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from mashangban.kit import icons, markup
from mashangban.kit.as_of import Bar
from mashangban.kit.components import (
    Action,
    Choice,
    Fact,
    FilterGroup,
    Map,
    Masked,
    NavSection,
    Pager,
    Photo,
    Step,
    Tab,
    TimelineEntry,
    Track,
)

register = template.Library()

# Browsers choose the Chinese typeface by the region, not by the script.
_HTML_LANGUAGES: Final = {"zh-hans": "zh-CN"}
_BUTTON_CLASSES: Final = {
    "primary": "btn btn-primary weui-btn weui-btn_primary",
    "plain": "btn btn-outline weui-btn weui-btn_default",
    "soft": "btn btn-soft weui-btn weui-btn_default",
    "call": "btn btn-call weui-btn weui-btn_default",
    "danger": "btn btn-outline-danger weui-btn weui-btn_default",
    "link": "btn btn-link weui-btn",
}
_BUTTON_SIZES: Final = {"": "", "big": " btn-big", "small": " btn-sm"}


@register.simple_tag(takes_context=True)
def html_attributes(context: Context) -> SafeString:
    """Write the attributes of <html>: language and print size."""
    language = get_language() or "zh-hans"
    size = "large" if preference(context, "size") == "large" else "normal"
    return format_html('lang="{}" data-size="{}"', _HTML_LANGUAGES.get(language, language), size)


@register.simple_tag(takes_context=True)
def dark_stylesheet(context: Context) -> SafeString:
    """Link the dark theme: for screens that ask for it, always, or never, as the visitor chose."""
    theme = preference(context, "theme")
    if theme == "light":
        return SafeString("")
    media = "screen" if theme == "dark" else "screen and (prefers-color-scheme: dark)"
    return format_html(
        '<link rel="stylesheet" href="{}" media="{}">', static("kit/css/dark.css"), media
    )


@register.simple_tag(takes_context=True)
def preference(context: Context, name: str) -> str:
    """Return what the visitor chose for `size` or `theme`, "" if nothing (a plain cookie)."""
    request = context.get("request")
    return request.COOKIES.get(name, "") if isinstance(request, HttpRequest) else ""


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of the sprite, silent for screen readers unless it has a `label`.

    Raises ValueError for a name that the sprite lacks.
    """
    return _icon(name, str(label), _sprite())


@cache
def _sprite() -> str:
    return static(icons.SPRITE)


@lru_cache(maxsize=512)  # a page has some thirty
def _icon(name: str, label: str, sprite: str) -> SafeString:
    if name not in icons.names():
        raise ValueError(
            f"no icon {name!r}: add it to tools/assets/icons.txt and run tools/vendor_assets.py"
        )
    spoken = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else SafeString('aria-hidden="true"')
    )
    return format_html(
        '<svg class="i" viewBox="0 0 24 24" {}><use href="{}#{}"/></svg>',
        spoken,
        sprite,
        name,
    )


register.simple_tag(markup.clock_chip)
register.simple_tag(markup.severity_tag)
register.simple_tag(markup.grade_tag)
register.simple_tag(markup.table)


@register.inclusion_tag("kit/parts/clock_track.html")
def clock_track(track: Track) -> dict[str, Any]:
    """Draw time used against time allowed as a bar whose part beyond the deadline is red."""
    used = min(track.used_percent, track.due_percent)
    return {"track": track, "used": round(used, 1), "over": round(track.used_percent - used, 1)}


@register.inclusion_tag("kit/parts/button.html")
def button(
    label: str,
    *,
    href: str = "",
    kind: str = "plain",
    size: str = "",
    icon: str = "",
    name: str = "",
    value: str = "",
    disabled: bool = False,
    form: str = "",
    number: str = "",
) -> dict[str, Any]:
    """Draw a link (with `href`) or a submit button.

    `kind`: primary (one a page), plain, soft, call, danger (destructive), link. `size`: "", big
    (a resident's main button), small. While a form is being sent its button says so and is locked.
    A disabled one keeps its words: say beside it why. `number` follows the label and never breaks
    over two lines: a phone number.
    """
    return {
        "label": label,
        "href": href,
        "classes": _BUTTON_CLASSES[kind] + _BUTTON_SIZES[size],
        "icon": icon,
        "name": name,
        "value": value,
        "disabled": disabled,
        "form": form,
        "number": number,
    }


@register.inclusion_tag("kit/parts/field.html")
def field(bound: BoundField, *, mark_optional: bool = True, rows: int = 0) -> dict[str, Any]:
    """Draw a form field: label above, hint below, its error in place of the hint.

    `rows` sets the height of a text area. Groups of radios or boxes become a fieldset.
    """
    attributes: dict[str, Any] = {"class": _control_class(bound.field.widget)}
    if rows:
        attributes["rows"] = rows
    described = _described_by(bound)
    if described:
        attributes["aria-describedby"] = described
    return {
        **_field_context(bound, mark_optional=mark_optional),
        "widget": bound.as_widget(attrs=attributes),
        "is_box": isinstance(bound.field.widget, CheckboxInput),
    }


@register.inclusion_tag("kit/parts/tiles.html")
def tiles(
    bound: BoundField,
    icons_by_value: Mapping[str, str] | None = None,
    *,
    columns: int = 3,
    mark_optional: bool = True,
) -> dict[str, Any]:
    """Draw a radio field as tiles; `icons_by_value` names the picture of each answer.

    `columns` (2 or 3) counts for the phone; the workbench fits as many as there is room for.
    """
    pictures = icons_by_value or {}
    choices = [
        Choice(
            value=str(option.data["value"]),
            label=str(option.choice_label),
            icon=pictures.get(str(option.data["value"]), ""),
        )
        for option in bound
        if str(option.data["value"])
    ]
    return {
        **_field_context(bound, mark_optional=mark_optional),
        "choices": choices,
        "chosen": _chosen(bound),
        "columns": columns,
    }


@register.inclusion_tag("kit/parts/choice_chips.html")
def choice_chips(bound: BoundField) -> dict[str, Any]:
    """Draw a multiple-choice field as chips that carry a tick when chosen."""
    return {**_field_context(bound), "options": list(bound)}


@register.inclusion_tag("kit/parts/stars.html")
def stars(bound: BoundField) -> dict[str, Any]:
    """Draw a radio field of five answers, worst first, as stars with their words."""
    choices = [
        Choice(value=str(option.data["value"]), label=str(option.choice_label))
        for option in bound
        if str(option.data["value"])
    ]
    return {**_field_context(bound), "choices": choices, "chosen": _chosen(bound)}


@register.inclusion_tag("kit/parts/photo_field.html")
def photo_field(bound: BoundField, *, limit: int = 6) -> dict[str, Any]:
    """Draw a file field for up to `limit` photos: a plain input, previews where scripts run."""
    attributes: dict[str, Any] = {"class": "file", "accept": "image/*", "multiple": limit > 1}
    described = _described_by(bound)
    if described:
        attributes["aria-describedby"] = described
    return {
        **_field_context(bound),
        "widget": bound.as_widget(attrs=attributes),
        "limit": limit,
    }


@register.inclusion_tag("kit/parts/photos.html")
def photos(pictures: Sequence[Photo]) -> dict[str, Any]:
    """Draw photos in a grid, each with its caption and, if it has one, its full picture."""
    return {"photos": pictures}


@register.inclusion_tag("kit/parts/timeline.html")
def timeline(entries: Sequence[TimelineEntry]) -> dict[str, Any]:
    """Draw a history, newest first."""
    return {"entries": entries}


@register.inclusion_tag("kit/parts/steps_bar.html")
def steps_bar(steps: Sequence[Step]) -> dict[str, Any]:
    """Draw where something stands among its few steps; meant for inside `.now-panel`."""
    return {"steps": steps}


@register.inclusion_tag("kit/parts/empty_state.html")
def empty_state(
    text: str, *, icon: str = "mood-empty", href: str = "", label: str = ""
) -> dict[str, Any]:
    """Say that there is nothing here, and what to do about it (`href`, `label`)."""
    return {"text": text, "icon": icon, "href": href, "label": label}


@register.inclusion_tag("kit/parts/pager.html")
def pager(pages: Pager) -> dict[str, Any]:
    """Draw the foot of a list: how many, the keys, the page before and after."""
    return {"pager": pages}


@register.inclusion_tag("kit/parts/as_of.html")
def as_of_bar(bar: Bar) -> dict[str, Any]:
    """Say of which day the facts of a page are, with the way back and a field for another day."""
    return {"bar": bar}


@register.inclusion_tag("kit/parts/tabs.html")
def tabs(items: Sequence[Tab], label: str) -> dict[str, Any]:
    """Draw tabs with counts; `label` names them for screen readers."""
    return {"tabs": items, "label": label}


@register.inclusion_tag("kit/parts/filter_chips.html")
def filter_chips(groups: Sequence[FilterGroup]) -> dict[str, Any]:
    """Draw filters, one line a group; a chosen one has an × that removes it."""
    return {"groups": groups}


@register.simple_block_tag(end_name="endcard")
def card(content: str, title: str = "", *, aside: str = "", classes: str = "") -> SafeString:
    """Wrap a part of a workbench page: `{% card "History" aside="6 entries" %}…{% endcard %}`.

    Without padding for lists and tables: put other contents into `<div class="card-b">`.
    """
    head = ""
    if title:
        right = format_html('<span class="r">{}</span>', aside) if aside else ""
        head = format_html('<div class="card-h"><h2>{}</h2>{}</div>', title, right)
    return format_html('<section class="card {}">{}{}</section>', classes, head, content)


@register.simple_block_tag(end_name="endsection")
def section(content: str, title: str = "", *, aside: str = "", classes: str = "") -> SafeString:
    """Wrap a part of a resident's page: `{% section "Who serves you" %}…{% endsection %}`."""
    head = ""
    if title:
        small = format_html("<small>{}</small>", aside) if aside else ""
        head = format_html("<h2>{}{}</h2>", title, small)
    return format_html('<section class="sec {}">{}{}</section>', classes, head, content)


@register.inclusion_tag("kit/parts/facts.html")
def facts(pairs: Sequence[Fact], *, columns: int = 1) -> dict[str, Any]:
    """Draw terms and values; masked values get their reveal link. `columns` 2 on wide desks."""
    rows = [(pair, pair.value if isinstance(pair.value, Masked) else None) for pair in pairs]
    return {"rows": rows, "columns": columns}


@register.inclusion_tag("kit/parts/masked.html")
def masked(data: Masked) -> dict[str, Any]:
    """Draw personal data in part, with the link that reveals it and leaves a trace."""
    return {"masked": data}


@register.inclusion_tag("kit/parts/side_nav.html")
def side_nav(sections: Sequence[NavSection]) -> dict[str, Any]:
    """Draw the side menu of the workbench."""
    return {"sections": sections}


@register.inclusion_tag("kit/parts/export_menu.html")
def export_menu(ways: Sequence[Action], with_reason: Action | None = None) -> dict[str, Any]:
    """Draw the menu by which a list is taken out as a file; `with_reason` asks for one first."""
    return {"ways": ways, "with_reason": with_reason}


@register.inclusion_tag("kit/parts/copy_button.html")
def copy_button(text: str, label: str) -> dict[str, Any]:
    """Draw a button that copies `text`; it appears only where scripts run."""
    return {"text": text, "label": label}


@register.inclusion_tag("kit/parts/map.html", name="map")
def map_of(drawn: Map) -> dict[str, Any]:
    """Draw a map; its page includes `kit/map_head.html`, and has a list beside it.

    Rows of the page that carry `data-key` are tied to the map's features of that id.
    """
    return {"map": drawn, "layers": json.dumps([asdict(layer) for layer in drawn.layers])}


def _field_context(bound: BoundField, *, mark_optional: bool = True) -> dict[str, Any]:
    return {
        "field": bound,
        "id": bound.auto_id,
        "errors": list(bound.errors),
        "described": _described_by(bound),
        "optional": mark_optional and not bound.field.required,
    }


def _described_by(bound: BoundField) -> str:
    if bound.errors:
        return f"{bound.auto_id}_error"
    return f"{bound.auto_id}_helptext" if bound.help_text else ""


def _control_class(widget: Widget) -> str:
    """Name the classes of a control for both stylesheets: `input` is ours, `form-…` is Tabler's."""
    if isinstance(widget, CheckboxInput) or widget.use_fieldset:
        ours = ""
    elif isinstance(widget, FileInput):
        ours = "file"
    elif isinstance(widget, Select):
        ours = "input form-select"
    else:
        ours = "input form-control"
    return f"{widget.attrs.get('class', '')} {ours}".strip()


def _chosen(bound: BoundField) -> str:
    value = bound.value()
    return "" if value is None else str(value)
