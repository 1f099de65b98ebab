"""Layers and columns that rooms register, the map that is made of them, and its answers."""

import json
import re
import uuid
from html import unescape
from typing import Any

import pytest
from django.template import Context, Template
from django.utils.translation import gettext_lazy

from mashangban.kit import maps
from mashangban.kit.components import Column, LayerKind, Map, Table, Tiles
from mashangban.kit.maps import MapColumn, MapLayer
from mashangban.kit.markup import table


@pytest.fixture(autouse=True)
def empty_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has registered anything."""
    monkeypatch.setattr(maps, "_layers", [])
    monkeypatch.setattr(maps, "_columns", [])


def layer(name: str, order: int, permission: str = "a.view", subject: str = "compound") -> MapLayer:
    return MapLayer(
        id=name,
        title=gettext_lazy("Today"),
        kind=LayerKind.POINTS,
        subject=subject,
        url_name="web:home",
        colour="brand-600",
        permission=permission,
        order=order,
        says="{of}",
    )


def column(heading: str, order: int, permission: str = "a.view") -> MapColumn:
    return MapColumn("compound", heading, permission, order, lambda viewer, ids: {})  # type: ignore[arg-type]


def drawn(*permissions: str) -> Map:
    return maps.district_map("Here", frozenset(permissions), pages={"compound": "/compounds/{id}/"})


def test_layers_are_those_permitted_in_order() -> None:
    for each in (layer("c", 30, "b.view"), layer("b", 20), layer("a", 10)):
        maps.register_map_layer(each)
    assert [each.id for each in drawn("a.view").layers] == ["a", "b"]
    assert [each.id for each in drawn("a.view", "b.view").layers] == ["a", "b", "c"]
    assert drawn().layers == []


def test_a_feature_leads_to_the_page_of_its_subject() -> None:
    maps.register_map_layer(layer("a", 10))
    maps.register_map_layer(layer("b", 20, subject="lamp post"))
    assert [each.opens for each in drawn("a.view").layers] == ["/compounds/{id}/", ""]
    assert [each.url for each in drawn("a.view").layers] == ["/", "/"]


def test_columns_are_those_permitted_of_the_subject_in_order() -> None:
    for each in (column("c", 30, "b.view"), column("b", 20), column("a", 10)):
        maps.register_map_column(each)
    found = maps.columns_of("compound", frozenset({"a.view"}))
    assert [each.heading for each in found] == ["a", "b"]
    assert maps.columns_of("company", frozenset({"a.view"})) == []


def test_the_part_tells_the_script_everything() -> None:
    maps.register_map_layer(layer("a", 10))
    html = Template("{% load kit %}{% map drawn %}").render(Context({"drawn": drawn("a.view")}))
    [data] = re.findall(r'data-map="([^"]*)"', html)
    [told] = json.loads(unescape(data))
    assert told["kind"] == "points"
    assert told["says"] == "{of}"
    assert "maplibre-gl-worker" in html
    assert "审图号" not in html
    assert "data-tiles" not in html


def test_tiles_bring_owner_and_approval_number(settings: Any) -> None:
    url = "https://tiles.example.org/{z}/{x}/{y}.png"
    settings.MAP_TILES = Tiles(url, "某测绘院", "GS（2024）0650号")
    html = Template("{% load kit %}{% map drawn %}").render(Context({"drawn": drawn()}))
    assert f'data-tiles="{url}"' in html
    assert "某测绘院 · 审图号 GS（2024）0650号" in html


def test_an_answer_is_kept_by_the_one_browser() -> None:
    answer = maps.geojson("{}", keep=60)
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert answer.headers["Cache-Control"] == "private, max-age=60"


def test_rows_say_what_they_are_about() -> None:
    key = str(uuid.UUID(int=7))
    html = table(Table([Column("Name")], [["a"], ["b"]], keys=[key, "<"]))
    assert f'<tr data-key="{key}"><td data-label="Name">a</td></tr>' in html
    assert '<tr data-key="&lt;">' in html
    assert "data-key" not in table(Table([Column("Name")], [["a"]]))
