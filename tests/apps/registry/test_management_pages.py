"""Pages of companies, contracts and areas: what they say, to whom, in how many queries."""

from datetime import date
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from mashangban.registry import actions
from mashangban.registry.models import AreaMembership, Compound, ManagementArea
from mashangban.registry.periods import days, last_day
from mashangban.registry.queries import rule_now
from mashangban.registry.rules import AREAS_PER_MANAGER
from mashangban.registry.types import Ownership, SuccessionKind
from tests.sign_in import sign_in
from tests.world import NOW, SETUP, TODAY, Staff, World

pytestmark = pytest.mark.django_db


def client_of(staff: Staff) -> Client:
    client = Client()
    sign_in(client, staff.user)
    client.get("/")  # what is kept for the sign-in is there then
    return client


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


def a_neighbour(world: World, name: str = "柏荫公寓") -> ManagementArea:
    compound = actions.add_compound(
        name=name, subdistrict=world.compound.subdistrict, households=90, by=SETUP, at=NOW
    )
    area = actions.add_area(name=name, by=SETUP, at=NOW)
    actions.join_area(area=area, compound=compound, period=days(date(2024, 1, 1)), by=SETUP, at=NOW)
    return area


def test_the_list_finds_and_counts(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    actions.add_company(name="云檐物业", ownership=Ownership.MUNICIPAL, by=SETUP, at=NOW)
    lin = client_of(world.lin)
    with django_assert_max_num_queries(10):
        page = text(lin, reverse("registry:companies"))
    assert all(name in page for name in ("青榆物业", "岚桥物业", "云檐物业", "市属国企"))
    assert "640" in page
    page = text(lin, reverse("registry:companies") + "?q=qywy")
    assert "青榆物业" in page
    assert "云檐物业" not in page
    page = text(lin, reverse("registry:companies") + "?ownership=municipal&on=2020-01-01")
    assert "青榆物业" not in page
    assert "截至 2020-01-01" in page
    assert "没有符合的企业" in text(lin, reverse("registry:companies") + "?q=无此家")


def test_what_a_company_serves_is_counted_within_the_viewers_scopes(world: World) -> None:
    url = reverse("registry:company", args=[world.other_company.pk])
    assert "石桥公寓" in text(client_of(world.lin), url)
    assert "石桥公寓" not in text(client_of(world.he), url)


def test_the_page_of_a_company(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    old = actions.add_company(name="老榆物业", by=SETUP, at=NOW)
    actions.record_succession(
        predecessor=old,
        successor=world.company,
        on=date(2019, 4, 1),
        kind=SuccessionKind.MERGER,
        document="示国资〔2019〕14号",
        by=SETUP,
        at=NOW,
    )
    actions.add_company(name="青榆物业西分公司", head_office=world.company, by=SETUP, at=NOW)
    lin = client_of(world.lin)
    with django_assert_max_num_queries(10):
        page = text(lin, reverse("registry:company", args=[world.company.pk]))
    for said in (
        "老榆物业并入青榆物业",
        "示国资〔2019〕14号",
        "青榆物业西分公司",
        "听松小区",
        "何文",
        "还可管 2 个",
        "2026-06-30 已失效，参照执行",
    ):
        assert said in page, said
    page = text(lin, reverse("registry:company", args=[world.company.pk]) + "?on=2024-06-30")
    assert "听松小区" not in page


def test_the_calendar(world: World, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    lin, url = client_of(world.lin), reverse("registry:contracts")
    with django_assert_max_num_queries(10):
        page = text(lin, url)
    assert "2027 年 6 月" in page
    assert "沪房规范〔2025〕6号" in page
    assert "听松小区" not in text(lin, url + "?months=3")
    assert "没有合同到期" in text(lin, url + "?months=3")
    assert "已期满，还没有新合同" in text(lin, url + "?on=2027-07-01")
    he = text(client_of(world.he), url)
    assert ("听松小区" in he, "石桥公寓" in he) == (True, False)
    text(lin, url + "?months=x&subdistrict=7")
    for nonsense in ("today", "9999-12-31"):
        refused = lin.get(f"{url}?on={nonsense}")
        assert refused.status_code == HTTPStatus.BAD_REQUEST
        assert f"“{nonsense}”" in refused.content.decode()


def test_the_page_of_an_area(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    actions.record_committee_term(
        area=world.area,
        period=days(date(2024, 1, 1), date(2026, 12, 31)),
        members=5,
        by=SETUP,
        at=NOW,
    )
    actions.begin_reelection(area=world.area, on=date(2026, 11, 2), by=SETUP, at=NOW)
    url = reverse("registry:area", args=[world.area.pk])
    lin = client_of(world.lin)
    with django_assert_max_num_queries(10):
        page = text(lin, url)
    for said in ("青榆物业", "何文", "换届改选中", "第二十八条", "终止合同", "合并"):
        assert said in page, said
    assert "终止合同" not in text(client_of(world.chen), url)
    assert "不得提交表决" not in text(lin, url + "?on=2026-11-01")
    assert "没有小区归属于它" in text(lin, url + "?on=2023-12-31")


def test_a_contract_is_recorded(world: World) -> None:
    area, lin = a_neighbour(world), client_of(world.lin)
    url = reverse("registry:new_contract", args=[area.pk])
    given = {"company": world.company.pk, "first": "2026-12-01", "last": "2028-11-30", "fee": "1.2"}
    bad = lin.post(url, {**given, "last": "2026-11-01"})
    assert bad.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "期限里没有一天" in bad.content.decode() or "末日" in bad.content.decode()
    other = {**given, "company": world.other_company.pk, "joint_with": world.contract.pk}
    assert "联合选聘须选同一家企业" in lin.post(url, other).content.decode()
    assert lin.post(url, {**given, "joint_with": world.contract.pk}).status_code == HTTPStatus.FOUND
    assert "联合选聘" in text(lin, reverse("registry:contracts") + "?on=2026-12-01&months=36")
    assert (
        "已有" in lin.post(url, given).content.decode() or lin.post(url, given).status_code == 422
    )


def test_a_contract_is_ended(world: World) -> None:
    lin, url = client_of(world.lin), reverse("registry:end_contract", args=[world.contract.pk])
    assert "不再有权限" in text(lin, url)
    late = lin.post(url, {"last": "2030-01-01"})
    assert late.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "新的末日要在期限内" in late.content.decode()
    assert lin.post(url, {"last": "2026-12-31"}).status_code == HTTPStatus.FOUND
    world.contract.refresh_from_db()
    assert last_day(world.contract.period) == date(2026, 12, 31)


def test_a_manager_is_appointed_until_the_contract_ends(world: World) -> None:
    area, lin = a_neighbour(world), client_of(world.lin)
    url = reverse("registry:appoint_manager", args=[area.pk])
    assert "请先登记合同" in text(lin, url)
    actions.sign_contract(
        area=area,
        company=world.company,
        period=days(date(2026, 1, 1), date(2027, 12, 31)),
        by=SETUP,
        at=NOW,
    )
    assert "何文 · 1 个区域" in text(lin, url)
    given = {"person": world.he.person.pk, "first": "2026-12-01"}
    assert lin.post(url, given).status_code == HTTPStatus.FOUND
    [post] = area.manager_posts.all()
    assert post.period == days(date(2026, 12, 1), date(2027, 12, 31))
    for name in ("甲", "乙"):
        more = a_neighbour(world, name)
        actions.sign_contract(
            area=more, company=world.company, period=days(date(2026, 1, 1)), by=SETUP, at=NOW
        )
        answer = lin.post(reverse("registry:appoint_manager", args=[more.pk]), given)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "参照执行）。请另选一人" in answer.content.decode()


def test_nobody_to_appoint_yet(world: World) -> None:
    area, company = a_neighbour(world), actions.add_company(name="新来物业", by=SETUP, at=NOW)
    actions.sign_contract(
        area=area, company=company, period=days(date(2026, 1, 1)), by=SETUP, at=NOW
    )
    page = text(client_of(world.lin), reverse("registry:appoint_manager", args=[area.pk]))
    assert "请安全管理员先开账号" in page


def test_a_term_and_a_reelection_are_recorded(world: World) -> None:
    lin, url = client_of(world.lin), reverse("registry:committee", args=[world.area.pk])
    assert "还没有过业委会" in lin.post(url, {"on": "2026-11-01"}).content.decode()
    term = {"first": "2024-01-01", "last": "2026-12-31", "members": "4"}
    assert "人数应为单数" in lin.post(url, term).content.decode()
    assert lin.post(url, {**term, "members": "5"}).status_code == HTTPStatus.FOUND
    assert lin.post(url, {"on": "2026-11-01"}).status_code == HTTPStatus.FOUND
    assert "换届改选中" in text(lin, url)


def test_areas_are_merged_after_a_look_at_what_changes(world: World) -> None:
    lin, url = client_of(world.lin), reverse("registry:merge_areas", args=[world.area.pk])
    given = {"others": [world.other_area.pk], "on": "2026-12-01", "document": "示核〔2026〕1号"}
    assert "石桥公寓" in text(lin, url)
    bad = lin.post(url, {"on": "2026-12-01"})
    assert bad.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    shown = lin.post(url, given)
    for said in ("请核对", "2 个小区、1,280 户", "岚桥物业", "不能撤回"):
        assert said in shown.content.decode(), said
    assert not AreaMembership.objects.filter(ended_by__isnull=False).exists()
    done = lin.post(url, {**given, "confirmed": "1"})
    assert done.status_code == HTTPStatus.FOUND
    page = text(lin, reverse("registry:area", args=[world.area.pk]) + "?on=2026-12-01")
    assert "石桥公寓 并入本区域" in page
    again = lin.post(url, {**given, "confirmed": "1"})
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    swallowed = text(lin, reverse("registry:area", args=[world.other_area.pk]))
    assert "并入 听松小区" in swallowed


def test_an_area_is_split_after_a_look_at_what_changes(world: World) -> None:
    more = Compound.objects.get(name=a_neighbour(world).name)
    AreaMembership.objects.filter(compound=more).delete()
    actions.join_area(
        area=world.area, compound=more, period=days(date(2024, 1, 1)), by=SETUP, at=NOW
    )
    actions.record_committee_term(
        area=world.area,
        period=days(date(2024, 1, 1), date(2026, 12, 31)),
        members=5,
        by=SETUP,
        at=NOW,
    )
    actions.begin_reelection(area=world.area, on=date(2026, 11, 2), by=SETUP, at=NOW)
    lin, url = client_of(world.lin), reverse("registry:split_area", args=[world.area.pk])
    given = {
        "compounds": [more.pk],
        "name": "柏荫公寓",
        "on": "2026-12-01",
        "document": "示核〔2026〕2号",
        "continues": "on",
    }
    shown = lin.post(url, given).content.decode()
    assert "业委会正在换届改选：听松小区" in shown
    assert "两个区域仍由青榆物业服务" in shown
    done = lin.post(url, {**given, "confirmed": "1"})
    new = ManagementArea.objects.get(name="柏荫公寓", contracts__isnull=False)
    assert done.headers["Location"] == reverse("registry:area", args=[new.pk])
    left = lin.post(url, {**given, "compounds": [world.compound.pk], "on": "2026-12-02"})
    assert "只有一个小区的区域不能分立" in left.content.decode()


def test_the_district_chooses_about_a_rule_that_ran_out(world: World) -> None:
    lin, url = client_of(world.lin), reverse("registry:rules")
    page = text(lin, url)
    for said in ("沪房规范〔2021〕6号", "已失效，参照执行", "现行有效", "条号待核实"):
        assert said in page, said
    choose = reverse("registry:follow_rule", args=["areas_per_manager"])
    assert lin.post(choose, {"follow": "no"}).status_code == HTTPStatus.FOUND
    assert "已失效，不再执行" in text(lin, url)
    assert rule_now(AREAS_PER_MANAGER, on=TODAY) is None
    assert lin.post(choose, {"follow": "yes"}).status_code == HTTPStatus.FOUND
    assert rule_now(AREAS_PER_MANAGER, on=TODAY) is not None
    in_force = reverse("registry:follow_rule", args=["selection_lead_days"])
    assert lin.post(in_force, {"follow": "no"}).status_code == HTTPStatus.CONFLICT
    nothing = reverse("registry:follow_rule", args=["lunch"])
    assert lin.post(nothing).status_code == HTTPStatus.NOT_FOUND
    assert "不再参照" not in text(client_of(world.he), url)
