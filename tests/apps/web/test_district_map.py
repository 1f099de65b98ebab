"""The page of the map over HTTP: its list, what it costs, what it loads, what it answers."""

import gzip
import json
import re
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mashangban.registry import actions as registry
from mashangban.registry.models import Region
from mashangban.registry.types import Point
from tests.apps.web.conftest import holder, words
from tests.world import NOW, SETUP, World, a_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]
MOST_QUERIES = 10


def rows(page: str) -> list[str]:
    """Return the names in the list."""
    return re.findall(r'<tr data-key="[^"]+"><td[^>]*><a[^>]*><b>([^<]+)</b>', page)


def test_the_list_says_what_the_map_shows(world: World) -> None:
    a_report(world)
    page = words(holder("bureau", world.district).get("/map/"))
    assert rows(page) == ["石桥公寓", "听松小区"]
    assert "在办 1 件" in page
    assert "2 个小区" in page
    assert '<option value="990101001">梧桐里街道 2</option>' in page
    assert f'<tr data-key="{world.compound.pk}">' in page


def test_everybody_has_their_own(world: World) -> None:
    page = words(holder("project_manager", world.compound.scope).get("/map/"))
    assert rows(page) == ["听松小区"]
    assert "石桥公寓" not in page


def test_compounds_without_a_point_are_said(world: World) -> None:
    subdistrict = Region.objects.get(code="990101001")
    registry.add_compound(name="白露苑", subdistrict=subdistrict, by=SETUP, at=NOW)
    page = words(holder("bureau", world.district).get("/map/"))
    assert "3 个小区，其中 1 个在地图上没有位置" in page
    assert page.count("地图上没有位置") == 1 + 1


def test_searching_and_narrowing(world: World) -> None:
    client = holder("bureau", world.district)
    found = words(client.get("/map/?words=ts"))
    assert rows(found) == ["听松小区"]
    assert "data-narrowed" in found
    area = words(client.get("/map/?subdistrict=990101001"))
    assert 'data-area="990101001"' in area
    assert '<option value="990101001" selected>' in area
    none = words(client.get("/map/?words=没有&subdistrict=990109999&after=nothing"))
    assert "没有符合的小区" in none
    assert "data-narrowed" not in words(client.get("/map/"))


@pytest.mark.parametrize("role", ["bureau", "assessor"])
def test_a_row_leads_where_its_reader_may_go(world: World, role: str) -> None:
    client = holder(role, world.compound.scope)
    page = words(client.get("/map/"))
    [link] = re.findall(r'<tr data-key="[^"]+"><td[^>]*><a href="([^"]+)"', page)
    assert link == f"/registry/compounds/{world.compound.pk}/"
    assert client.get(link.replace("&amp;", "&")).status_code == HTTPStatus.OK
    assert ("在办报修" in page) == (role == "bureau")


def test_it_asks_the_database_little(world: World) -> None:
    a_report(world)
    client = holder("bureau", world.district)
    client.get("/map/")
    for address in ("/map/", "/map/?words=ts&subdistrict=990101001"):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert len(asked) <= MOST_QUERIES, [query["sql"] for query in asked]


def test_only_pages_with_a_map_load_it(world: World) -> None:
    client = holder("bureau", world.district)
    assert "maplibre" in words(client.get("/map/"))
    for address in ("/", "/requests/"):
        assert "maplibre" not in words(client.get(address))


def test_the_policy_allows_our_worker_and_nothing_more(world: World) -> None:
    policy = holder("bureau", world.district).get("/map/").headers["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    for word in ("blob:", "unsafe", "http"):
        assert word not in policy


@pytest.mark.parametrize(
    ("address", "seconds"),
    [
        ("/registry/map/subdistricts.json", 300),
        ("/registry/map/compounds.json", 300),
        ("/requests/map.json", 60),
    ],
)
def test_what_it_fetches_is_private_and_kept_apart(
    world: World, address: str, seconds: int
) -> None:
    a_report(world)
    answer = holder("bureau", world.district).get(address)
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert answer.headers["Cache-Control"] == f"private, max-age={seconds}"
    assert "Cookie" in answer.headers["Vary"]
    assert json.loads(answer.content)["features"]


def test_what_it_fetches_is_packed(world: World) -> None:
    subdistrict = Region.objects.get(code="990101001")
    for number in range(9):
        registry.add_compound(
            name=f"柳浦{number}村",
            subdistrict=subdistrict,
            point=Point(124.61, 30.41),
            by=SETUP,
            at=NOW,
        )
    client = holder("bureau", world.district)
    answer = client.get("/registry/map/compounds.json", headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    body = gzip.decompress(answer.content)
    assert len(answer.content) < len(body) / 2
    assert len(json.loads(body)["features"]) == 11


def test_scripts_come_as_scripts(world: World) -> None:
    client = holder("bureau", world.district)
    for name in ("maplibre-gl.mjs", "maplibre-gl-worker.mjs"):
        answer = client.get(f"/static/kit/vendor/maplibre/{name}")
        assert answer.status_code == HTTPStatus.OK
        assert answer.headers["Content-Type"].startswith("text/javascript")
        answer.close()
