"""The workbench's pages of codes: what they show, what they do, what they cost."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mashangban.core.identifiers import code_tokens
from mashangban.kit import clock
from mashangban.registry import actions, queries
from mashangban.registry.models import Code, Facility
from mashangban.registry.types import CodeState, CodeTarget, FacilityKind
from tests.sign_in import sign_in
from tests.world import NOW, SETUP, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]
MOST_QUERIES = 10


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def lin(world: World) -> Client:
    client = Client()
    sign_in(client, world.lin.user)
    return client


@pytest.fixture
def he(world: World) -> Client:
    client = Client()
    sign_in(client, world.he.user)
    return client


@pytest.fixture
def lift(world: World) -> Facility:
    building = actions.add_building(compound=world.compound, name="6 号楼", by=SETUP, at=NOW)
    for number in ("11 号", "12 号"):
        entrance = actions.add_entrance(building=building, number=number, by=SETUP, at=NOW)
    return actions.add_facility(
        compound=world.compound,
        entrance=entrance,
        kind=FacilityKind.LIFT,
        name="1 号电梯",
        by=SETUP,
        at=NOW,
    )


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def codes_page(world: World) -> str:
    return f"/registry/codes/compounds/{world.compound.pk}/"


def test_the_list_shows_the_viewers_compounds_only(
    world: World, lin: Client, he: Client, lift: Facility
) -> None:
    assert "1 / 2" not in page(lin, "/registry/codes/")
    assert "0 / 2" in page(lin, "/registry/codes/")
    for name in ("听松小区", "石桥公寓"):
        assert name in page(lin, "/registry/codes/")
    assert "石桥公寓" not in page(he, "/registry/codes/")


@pytest.mark.parametrize("typed", ["听松", "tingsong", "tsxq", "松涛路"])
def test_a_compound_is_found_by_any_part_of_its_name(world: World, lin: Client, typed: str) -> None:
    found = page(lin, f"/registry/codes/?q={typed}")
    assert "听松小区" in found
    assert ("石桥公寓" in found) == (typed == "松涛路")
    nothing = page(lin, "/registry/codes/?q=没有")
    assert "没有叫这个名字的小区" in nothing
    assert "看全部" in nothing


def test_a_long_list_goes_on_behind_a_cursor(world: World, lin: Client) -> None:
    from mashangban.registry.models import Region

    west = Region.objects.get(code="990101001")
    for number in range(55):
        actions.add_compound(name=f"杏陌{number}村", subdistrict=west, by=SETUP, at=NOW)
    first = queries.coded_compounds(
        person_id=world.lin.person.pk, words="", subdistrict_code="", after="", on=NOW.date()
    )
    second = queries.coded_compounds(
        person_id=world.lin.person.pk,
        words="",
        subdistrict_code="",
        after=first.after,
        on=NOW.date(),
    )
    assert (len(first.rows), len(second.rows), second.after) == (50, 7, "")
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}
    assert "after=" in page(lin, "/registry/codes/")
    assert "听松小区" in page(lin, "/registry/codes/?after=nonsense&q=听松")


def test_issuing_for_a_whole_subdistrict(world: World, lin: Client, he: Client) -> None:
    chosen = page(lin, "/registry/codes/?in=990101001")
    assert "给没有码的小区发码" in chosen
    answer = lin.post("/registry/codes/subdistricts/990101001/issue/", follow=True)
    assert "已发 1 个码" in answer.content.decode()  # the other compound has its own
    again = lin.post("/registry/codes/subdistricts/990101001/issue/", follow=True)
    assert "没有新发" in again.content.decode()
    assert "给没有码的小区发码" not in page(he, "/registry/codes/?in=990101001")


def test_issuing_for_all_entrances_and_printing(world: World, lin: Client, lift: Facility) -> None:
    shown = page(lin, codes_page(world))
    assert "给 2 个门牌发码" in shown
    assert "给 1 处设施发码" in shown
    for target in CodeTarget:
        lin.post(f"{codes_page(world)}issue/", {"target": target})
    shown = page(lin, codes_page(world))
    assert "小区、门牌和设施都已有码" in shown
    for words in ("6 号楼 11 号", "1 号电梯 · 6 号楼 12 号", "设施码 · 电梯", "5 个码在用"):
        assert words in shown
    ordered = lin.post(
        f"/registry/codes/compounds/{world.compound.pk}/sheets/",
        {"layout": "stickers", "target": ""},
    )
    assert "正在生成码牌" in page(lin, ordered["Location"])
    assert "听松小区" in page(lin, "/registry/codes/sheets/")


def test_a_code_at_a_place_said_by_hand(world: World, lin: Client) -> None:
    address = f"{codes_page(world)}issue-at/"
    empty = lin.post(address, {"place": " "})
    assert empty.status_code == 422
    assert "请写码要贴在哪里" in empty.content.decode()
    made = lin.post(address, {"place": "东门公告栏"}, follow=True)
    assert "东门公告栏" in made.content.decode()


def test_withdrawing_wants_a_reason(world: World, lin: Client) -> None:
    address = f"/registry/codes/{world.code.pk}/withdraw/"
    without = lin.post(address, {"reason": ""})
    assert without.status_code == 422
    assert "请选择停用原因" in without.content.decode()
    done = lin.post(address, {"reason": "damaged"}, follow=True).content.decode()
    for words in ("已停用", "破损或看不清"):
        assert words in done
    assert "换一个新码" not in done
    assert lin.post(address, {"reason": "damaged"}).status_code == 409


def test_replacing_leads_to_the_new_code_and_from_the_old_one_to_it(
    world: World, lin: Client
) -> None:
    address = f"/registry/codes/{world.code.pk}/withdraw/"
    answer = lin.post(address, {"reason": "lost", "replace": "1"})
    new = Code.objects.get(place="6 号楼", state=CodeState.ACTIVE)
    assert answer["Location"] == f"/registry/codes/{new.pk}/"
    assert code_tokens.grouped(new.token) in page(lin, answer["Location"])
    assert f"/registry/codes/{new.pk}/" in page(lin, f"/registry/codes/{world.code.pk}/")
    assert "已更换：丢失" in page(lin, codes_page(world))


def test_those_who_only_print_see_no_other_buttons(
    world: World, he: Client, lift: Facility
) -> None:
    for shown in (page(he, codes_page(world)), page(he, f"/registry/codes/{world.code.pk}/")):
        for words in ("停用或更换", "发码</h2>", "楼栋和设施"):
            assert words not in shown
    assert "生成码牌" in page(he, codes_page(world))


def test_buildings_are_entered_renamed_and_retired(world: World, lin: Client) -> None:
    address = f"/registry/compounds/{world.compound.pk}/places/"
    assert "请先添加楼栋" in page(lin, address)
    lin.post(address, {"what": "building", "building-name": "6 号楼"})
    building = world.compound.buildings.get()
    entrance = {"what": "entrance", "entrance-building": building.pk, "entrance-number": "12 号"}
    lin.post(address, entrance)
    twice = lin.post(address, entrance)
    assert twice.status_code == 422
    assert "这里已有“12 号”" in twice.content.decode()
    lin.post(
        address,
        {
            "what": "facility",
            "facility-kind": "lift",
            "facility-name": "1 号电梯",
            "facility-entrance": building.entrances.get().pk,
        },
    )
    assert "1 号电梯 · 6 号楼 12 号" in page(lin, address)
    lin.post(f"{codes_page(world)}issue/", {"target": "facility"})
    one = f"/registry/places/building/{building.pk}/"
    assert lin.post(f"{one}rename/", {"name": ""}).status_code == 422
    assert "甲楼" in lin.post(f"{one}rename/", {"name": "甲楼"}, follow=True).content.decode()
    gone = lin.post(f"{one}retire/", follow=True).content.decode()
    assert "停用了 1 个码" in gone
    assert page(lin, one, 404)
    assert lin.post(address, {"what": "nonsense"}).status_code == 400


def test_the_pages_cost_few_queries_however_many_rows(
    world: World, lin: Client, lift: Facility, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for target in CodeTarget:
        actions.issue_missing_codes(
            compound_ids=[world.compound.id], target=target, by=SETUP, at=NOW
        )
    order = lin.post(f"/registry/codes/compounds/{world.compound.pk}/sheets/", {"layout": "sheet"})
    for address in (
        "/registry/codes/",
        "/registry/codes/?in=990101001&q=听松",
        codes_page(world),
        f"/registry/codes/{world.code.pk}/",
        "/registry/codes/sheets/",
        order["Location"],
        f"/registry/compounds/{world.compound.pk}/places/",
    ):
        with django_assert_max_num_queries(MOST_QUERIES):
            page(lin, address)


def test_the_compounds_page_gets_a_panel(world: World, lin: Client, lift: Facility) -> None:
    address = f"/registry/compounds/{world.compound.pk}/"
    shown = page(lin, address)
    assert codes_page(world) in shown
    assert "<dd>0 / 2</dd>" in shown  # entrances with a code, of all
    sign_in(lin, world.chen.user)  # a subdistrict prints no codes
    assert codes_page(world) not in page(lin, address)
