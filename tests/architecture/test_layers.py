"""What import-linter cannot see: settings, foreign keys and templates follow the same order."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps as registry
from django.conf import settings as django_settings
from django.db import models
from django.test.utils import isolate_apps

from tests.architecture.house import PACKAGE, apps, files, layers, may_use, room_of, short

# Templates of allauth are overridden, and its tags used, by the rooms that draw sign-in.
SIGN_IN_ROOMS = {"accounts", "kit"}
SIGN_IN = {"account", "mfa", "allauth"}
LIBRARIES = {"i18n", "static", "l10n", "tz", "humanize", "django_htmx"}
REFERENCE = re.compile(r"""\{%-?\s*(extends|include)\s+(?:"([^"]+)"|'([^']+)'|(\S+))""")
LOAD = re.compile(r"\{%-?\s*load\s+(?:[\w ]+\s+from\s+)?([\w ]+?)\s*%\}")


def our_apps() -> list[str]:
    return [
        name.rpartition(".")[2]
        for name in django_settings.INSTALLED_APPS
        if name.startswith(f"{PACKAGE.name}.")
    ]


def test_every_room_has_its_place() -> None:
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert rooms == {room for layer in layers() for room in layer}


def test_every_installed_app_is_held_to_the_vocabulary() -> None:
    assert set(our_apps()) == {*apps(), "kit"}


def test_templates_of_upper_rooms_win_over_those_of_lower_ones() -> None:
    order = [room for layer in layers() for room in layer]
    assert our_apps() == sorted(our_apps(), key=order.index)


# Foreign keys


def upward_keys(all_models: list[type[models.Model]]) -> Iterator[str]:
    """Yield each relation of a model of ours that points up or sideways."""
    ours = {room for layer in layers() for room in layer}
    for model in all_models:
        label = model._meta.app_label
        for field in model._meta.get_fields():
            if label not in ours or not field.is_relation or field.auto_created:
                continue
            target = field.related_model
            if not isinstance(target, type) or target._meta.app_label not in ours:
                continue
            if not may_use(label, target._meta.app_label):
                yield f"{model._meta.label}.{field.name} points up to {target._meta.label}"


def test_foreign_keys_point_down() -> None:
    found = list(upward_keys(registry.get_models(include_auto_created=True)))
    assert not found, "\n".join(found)


def test_an_upward_key_is_found() -> None:
    with isolate_apps("mashangban.registry", "mashangban.service_requests"):

        class Request(models.Model):
            class Meta:
                app_label = "service_requests"

        class Place(models.Model):
            latest = models.ForeignKey(Request, on_delete=models.CASCADE)

            class Meta:
                app_label = "registry"

        assert list(upward_keys([Place, Request])) == [
            "registry.Place.latest points up to service_requests.Request"
        ]


# Templates


def template_faults(text: str, room: str) -> Iterator[str]:
    """Yield each template and tag library of another room that a template uses."""
    for kind, *names in REFERENCE.findall(text):
        name = names[0] or names[1]
        folder = name.partition("/")[0] if "/" in name else ""
        if not name:
            if room not in {"kit", "web"}:
                yield f"{kind} {names[2]}: only kit and web draw what others hand them"
        elif folder not in {room, "kit"} and not _is_sign_in(room, folder):
            yield f"{kind} {name}, which belongs to {folder or 'nobody'}"
    for libraries in LOAD.findall(text):
        for library in libraries.split():
            if library in LIBRARIES or _is_sign_in(room, library):
                continue
            owners = {
                path.parent.parent.name for path in PACKAGE.glob(f"*/templatetags/{library}.py")
            }
            if not owners & {room, "kit"}:
                yield f"load {library}, which belongs to {', '.join(owners) or 'nobody'}"


def _is_sign_in(room: str, name: str) -> bool:
    return room in SIGN_IN_ROOMS and name in SIGN_IN


def templates() -> Iterator[Path]:
    for path in files(".html", ".txt", ".xml", ".svg"):
        if "templates" in path.relative_to(PACKAGE).parts:
            yield path


def test_templates_use_only_their_own_room_and_the_kit() -> None:
    found = [
        f"{short(path)} {fault}"
        for path in templates()
        for fault in template_faults(path.read_text(encoding="utf-8"), room_of(path))
    ]
    assert not found, "\n".join(found)


def test_templates_lie_in_a_folder_named_for_their_room() -> None:
    for path in templates():
        room, _templates, folder, *rest = path.relative_to(PACKAGE).parts
        is_error_page = not rest and re.fullmatch(r"[45]\d\d\w*\.html", folder)
        assert folder == room or is_error_page or _is_sign_in(room, folder), short(path)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{% extends "web/base.html" %}', "extends web/base.html, which belongs to web"),
        ("{% include 'registry/row.html' with x=1 %}", "include registry/row.html"),
        ('{% include "row.html" %}', "which belongs to nobody"),
        ("{% include panel.template %}", "include panel.template: only"),
        ("{% load registry_tags %}", "load registry_tags"),
        ("{% load x from missing %}", "load missing"),
        ('{% extends "account/base.html" %}', "extends account/base.html"),
    ],
)
def test_a_template_of_another_room_is_found(text: str, fault: str) -> None:
    found = list(template_faults(text, "service_requests"))
    assert len(found) == 1
    assert fault in found[0]


def test_templates_of_the_own_room_and_the_kit_are_let_be() -> None:
    text = '{% extends "kit/desk.html" %}{% load i18n kit %}{% include "registry/row.html" %}'
    assert list(template_faults(text, "registry")) == []
