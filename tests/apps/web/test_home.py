"""The home page: what waits for whom, which lines the side bar has, what it costs."""

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mashangban.accounts import actions as accounts
from mashangban.accounts.types import ScopeKind
from mashangban.config.roles import ROLES
from mashangban.kit import clock
from mashangban.registry import permissions as registry
from mashangban.service_requests import actions as requests
from mashangban.service_requests.types import StepInput
from tests.apps.web.conftest import holder, words
from tests.pictures import a_jpeg
from tests.sign_in import sign_in
from tests.world import ALWAYS, NOW, SETUP, World, a_report

pytestmark = pytest.mark.django_db
HANDLERS = {"project_manager", "company_head_office"}
SEE_REQUESTS = HANDLERS | {"bureau", "subdistrict", "residents_committee"}
ENGLISH = {"language": "en"}


def side_bar(page: str) -> list[str]:
    """Return the addresses in the side bar, in order."""
    (nav,) = re.findall(r'<nav class="side.*?</nav>', page, re.S)
    return re.findall(r'<li><a href="([^"]+)"', nav)


def groups(page: str) -> list[tuple[str, int]]:
    """Return the headings of the home page with the figures beside them."""
    found = re.findall(r'<h2 class="gh">([^<]+)<span class="n">(\d+)</span></h2>', page)
    return [(title, int(count)) for title, count in found]


def verbs(page: str) -> list[str]:
    """Return what the buttons beside the to-dos say."""
    return re.findall(r'<a class="[^"]*btn-sm"[^>]*><span>([^<]+)</span></a>', page)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_home_with_what_it_may_open(world: World, role: str) -> None:
    a_report(world)
    client = holder(role, world.compound.scope)
    page = words(client.get("/"))
    expected = ["/"]
    if role in SEE_REQUESTS:
        expected.append("/requests/")
    if registry.VIEW in ROLES[role].permissions:
        expected += ["/map/", "/registry/compounds/"]
    if "registry.see_roll" in ROLES[role].permissions:
        expected.append("/registry/owners/")
    if role in {"bureau", *HANDLERS}:
        expected.append("/registry/codes/")
    if registry.VIEW in ROLES[role].permissions:
        expected += ["/registry/companies/", "/registry/contracts/", "/registry/rules/"]
    if role == "bureau":
        expected.append("/imports/")
    if role == "system_administrator":
        expected.append("/system/events/")
    assert side_bar(page) == expected
    for address in expected:
        assert client.get(address).status_code == HTTPStatus.OK
    waits = "灯不亮已两天" in page
    assert waits == (role in HANDLERS)
    assert ("今天没有等您办的事" in page) != waits
    assert str(ROLES[role].title) in page


def test_a_sign_in_without_any_role_has_an_empty_home(world: World) -> None:
    page = words(holder("bureau").get("/"))
    assert side_bar(page) == ["/"]
    assert "今天没有等您办的事" in page
    assert "还没有" not in page


def test_strangers_find_where_to_type_a_code_and_where_to_sign_in(world: World) -> None:
    page = words(Client().get("/"))
    assert 'action="/find/"' in page
    assert "/accounts/login/" in page
    assert "<nav" not in page


def test_what_waits_comes_late_today_later(world: World) -> None:
    client = holder("project_manager", world.compound.scope)
    a_report(world, description="走廊灯不亮")  # 16 working hours: on Wednesday
    lift = a_report(world, category="lift", description="电梯异响")  # four hours
    page = words(client.get("/"))
    assert groups(page) == [("今天", 1), ("往后", 1)]
    assert page.index("电梯异响") < page.index("走廊灯不亮")
    with clock.frozen(NOW + timedelta(hours=5)):
        page = words(client.get("/"))
    assert groups(page) == [("超时", 1), ("往后", 1)]
    assert "超时1小时" in page
    with clock.frozen(NOW + timedelta(days=2)):
        assert groups(words(client.get("/"))) == [("超时", 1), ("今天", 1)]
    assert verbs(page) == ["受理", "受理"]
    requests.accept(request_id=lift.request_id, by=world.he.actor, at=NOW)
    assert verbs(words(client.get("/"))) == ["出发", "受理"]  # the next step of each


def test_what_has_been_late_for_longest_comes_first(world: World) -> None:
    a_report(world, category="lamp", description="楼道灯不亮")  # due on Wednesday
    a_report(world, category="lift", description="电梯停运")  # due this afternoon
    client = holder("project_manager", world.compound.scope)
    with clock.frozen(NOW + timedelta(days=7)):
        page = words(client.get("/"))
    assert groups(page) == [("超时", 2)]
    assert page.index("电梯停运") < page.index("楼道灯不亮")


@pytest.mark.parametrize("role", sorted(SEE_REQUESTS - HANDLERS))
def test_whoever_looks_on_sees_what_is_late_and_nothing_to_do(world: World, role: str) -> None:
    done = a_report(world)
    client = holder(role, world.compound.scope)
    with clock.frozen(NOW + timedelta(days=7)):
        page = words(client.get("/"))
    assert groups(page) == [("超时", 1)]
    assert f'href="/requests/{done.request_id}/"' in page
    assert verbs(page) == ["查看"]


def test_what_is_with_the_resident_does_not_wait(world: World) -> None:
    done = a_report(world)
    for step in (requests.accept, requests.start):
        step(request_id=done.request_id, by=world.he.actor, at=NOW)
    requests.resolve(
        request_id=done.request_id, given=StepInput("换了灯"), by=world.he.actor, at=NOW
    )
    assert "今天没有等您办的事" in words(holder("project_manager", world.compound.scope).get("/"))


def test_somebody_else_s_compound_does_not_wait(world: World) -> None:
    a_report(world)
    page = words(holder("project_manager", world.other_compound.scope).get("/"))
    assert "今天没有等您办的事" in page


def test_in_english(world: World) -> None:
    client = holder("project_manager", world.compound.scope)
    client.cookies.load(ENGLISH)
    assert "Nothing waits for you today." in words(client.get("/"))
    a_report(world, category="lift")
    page = words(client.get("/"))
    assert [title for title, _count in groups(page)] == ["Today"]
    assert "as of today 10:00" in page


def test_nobody_keeps_a_copy_of_somebody_s_home(world: World) -> None:
    response = holder("bureau", world.district).get("/")
    assert "no-store" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]


# What pages cost, whatever the number of rows and grants

MOST = {"/": 8, "/requests/": 10, "/requests/?tab=all": 10, "detail": 10}


def cost(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == HTTPStatus.OK
    return len(captured)


def test_pages_cost_the_same_with_few_rows_and_grants_and_with_many(world: World) -> None:
    done = a_report(world, phone="13800000142", photos=(a_jpeg(), a_jpeg()))
    requests.accept(request_id=done.request_id, by=world.he.actor, at=NOW)
    sign_in(client := Client(), world.he.user)
    paths = {path: path for path in MOST} | {"detail": f"/requests/{done.request_id}/"}
    costs: dict[str, set[int]] = {name: set() for name in MOST}
    grants = rows = 1
    for more_grants, more_rows in ((1, 1), (50, 50), (170, 60)):
        while grants < more_grants:
            grants += 1
            accounts.grant(
                person=world.he.person,
                role="project_manager",
                scope=accounts.create_scope(kind=ScopeKind.COMPOUND, label=f"{grants}"),
                period=ALWAYS,
                by=SETUP,
                at=NOW,
            )
        while rows < more_rows:
            rows += 1
            a_report(world)
        for name, path in paths.items():
            costs[name].add(cost(client, path))
    for name, found in costs.items():
        assert len(found) == 1, (name, found)
        assert max(found) <= MOST[name], (name, found)
