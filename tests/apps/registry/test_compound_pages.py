"""What staff get over HTTP: the list of compounds, the page of one, and its forms."""

import html
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mashangban.accounts import actions as accounts
from mashangban.accounts.models import Scope
from mashangban.accounts.types import ScopeKind
from mashangban.kit import clock
from mashangban.registry import actions, queries
from mashangban.registry.models import Compound, Region
from mashangban.registry.periods import days
from mashangban.registry.queries import Contracted, Cursor, Narrowing
from mashangban.registry.queries import compound_lists as listing
from mashangban.registry.types import AliasKind, Basis, HousingType, Point
from tests.world import NOW, SETUP, TODAY, Staff, World, a_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LIST = "/registry/compounds/"
MOST_QUERIES = 10


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def signed_in(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff.user, backend=BACKEND)
    return client


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


def page_of(compound: Compound) -> str:
    return reverse("registry:compound", args=[compound.pk])


def rows(world: World, on: date = TODAY, **narrowing: Any) -> list[str]:
    page = queries.list_compounds(
        person_id=world.lin.person.pk,
        narrowing=Narrowing(**narrowing),
        after=None,
        on=on,
        today=TODAY,
    )
    return [row.name for row in page.rows]


def subdistrict() -> Region:
    return Region.objects.get(code="990101001")


def add(name: str, **facts: Any) -> Compound:
    return actions.add_compound(name=name, subdistrict=subdistrict(), by=SETUP, at=NOW, **facts)


class TestList:
    def test_shows_who_administers_and_who_serves(self, world: World) -> None:
        page = text(signed_in(world.lin), LIST)
        for words in (
            "听松小区",
            "梧桐里街道",
            "松涛第三居委会",
            "640",
            "1996",
            "青榆物业",
            "0.95",
            "2027-06-30",
            "2 个小区",
            page_of(world.compound),
        ):
            assert words in page

    def test_says_which_subdistrict_was_derived(self, world: World) -> None:
        assert "推算" not in text(signed_in(world.lin), LIST)
        add("望月新村", basis=Basis.DERIVED)
        assert "梧桐里街道（推算）" in text(signed_in(world.lin), LIST)

    def test_each_sees_their_own(self, world: World) -> None:
        assert "石桥公寓" not in text(signed_in(world.he), LIST)
        assert "听松小区" not in text(signed_in(world.zhao), LIST)
        assert "1 个小区" in text(signed_in(world.he), LIST)

    @pytest.mark.parametrize(
        "typed", ["听松", "tsxq", "tingsong", "松涛路 听", "百步", "bbl", "17弄"]
    )
    def test_is_searched_by_whatever_a_compound_is_called(self, world: World, typed: str) -> None:
        by = {"compound_id": world.compound.id, "by": SETUP, "at": NOW}
        actions.add_alias(name="百步里", kind=AliasKind.COMMON, **by)
        actions.add_lane(road="听涛路", number="17", **by)
        page = text(signed_in(world.lin), f"{LIST}?find={typed}")
        assert "听松小区" in page
        assert "石桥公寓" not in page

    def test_is_narrowed(self, world: World) -> None:
        add("望月新村", housing_type=HousingType.SOLD_PUBLIC)
        actions.add_region(code="990101002", name="松涛街道", by=SETUP, at=NOW)
        assert rows(world) == ["石桥公寓", "听松小区", "望月新村"]
        assert rows(world, housing=HousingType.SOLD_PUBLIC) == ["望月新村"]
        assert rows(world, contract=Contracted.WITHOUT) == ["望月新村"]
        assert rows(world, contract=Contracted.WITH) == ["石桥公寓", "听松小区"]
        assert rows(world, subdistrict="990101002") == []
        assert rows(world, words="新村", contract=Contracted.WITH) == []

    def test_an_empty_result_offers_the_way_back(self, world: World) -> None:
        page = text(signed_in(world.lin), f"{LIST}?find=没有这个小区")
        assert "没有符合的小区" in page
        assert f'href="{LIST}"' in page

    def test_filters_that_make_no_sense_narrow_nothing(self, world: World) -> None:
        page = text(
            signed_in(world.lin), f"{LIST}?housing=palace&contract=maybe&after=x&subdistrict=1"
        )
        assert "听松小区" in page

    def test_contract_and_company_are_those_of_the_day(self, world: World) -> None:
        assert rows(world, on=date(2024, 6, 30), contract=Contracted.WITH) == []
        assert len(rows(world, on=date(2024, 7, 1), contract=Contracted.WITH)) == 2
        assert len(rows(world, on=date(2027, 6, 30), contract=Contracted.WITH)) == 2
        assert rows(world, on=date(2027, 7, 1), contract=Contracted.WITH) == []
        page = text(signed_in(world.lin), f"{LIST}?on=2024-06-30")
        assert "青榆物业" not in page
        assert "截至 2024-06-30" in page
        assert f"{page_of(world.compound)}?on=2024-06-30" in page

    def test_a_day_that_is_none_gets_a_plain_sentence(self, world: World) -> None:
        for path in (LIST, page_of(world.compound)):
            response = signed_in(world.lin).get(f"{path}?on=2025-02-30")
            assert response.status_code == HTTPStatus.BAD_REQUEST
            assert "“2025-02-30”不是能查看的日期" in response.content.decode()

    def test_pages_hold_everything_once(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(listing, "PAGE_SIZE", 3)
        for name in ("望月新村", "听松小区", "安和苑", "安和苑", "曲水苑"):
            add(name)
        seen = 0
        found: list[Any] = []
        after: Cursor | None = None
        while True:
            page = queries.list_compounds(
                person_id=world.lin.person.pk,
                narrowing=Narrowing(),
                after=after,
                on=TODAY,
                today=TODAY,
            )
            found += page.rows
            after = Cursor.from_text(page.next.as_text()) if page.next else None
            seen += 1
            if after is None:
                break
        assert seen == 3
        assert [row.id for row in found] == list(
            Compound.objects.order_by("pinyin", "id").values_list("id", flat=True)
        )

    def test_the_next_page_keeps_filters_and_day(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(listing, "PAGE_SIZE", 1)
        add("听松花园")
        client = signed_in(world.lin)
        first = text(client, f"{LIST}?find=听松&on=2025-06-30")
        [address] = re.findall(r'href="([^"]*after=[^"]*)"', first)
        second = text(client, html.unescape(address))
        assert "截至 2025-06-30" in second
        assert "听松小区" in second
        assert "听松花园" not in second
        assert "石桥公寓" not in second

    def test_counts_are_capped_honestly(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from mashangban.registry.presenters import compounds as presenter

        monkeypatch.setattr(listing, "COUNT_CAP", 2)
        monkeypatch.setattr(presenter, "COUNT_CAP", 2)
        add("望月新村")
        assert "2+ 个小区" in text(signed_in(world.lin), LIST)

    def test_two_characters_are_answered_by_the_index(self, world: World) -> None:
        for one in "甲乙丙丁戊己庚辛壬癸":
            for two in "春夏秋冬东南西北":
                add(f"{one}{two}苑")
        conditions, known = listing._narrowed(
            world.lin.person.pk, Narrowing(words="庚冬"), on=TODAY, today=TODAY
        )
        statement = listing._PAGE.format(
            conditions=" AND ".join(conditions), on_the_day=listing._ON_THE_DAY
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE registry_compound")
            cursor.execute("SET LOCAL enable_seqscan = off")  # so few rows are read at once else
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", {**known, "rows": 51})
            [plan] = cursor.fetchone()
        found = json.loads(plan) if isinstance(plan, str) else plan
        assert "compound_search" in _indexes(found[0]["Plan"])
        assert rows(world, words="庚冬") == ["庚冬苑"]


class TestQueries:
    @pytest.mark.parametrize("grants", [1, 50, 170])
    def test_their_number_does_not_depend_on_the_grants(self, world: World, grants: int) -> None:
        for _ in range(grants - 1):
            scope = accounts.create_scope(kind=ScopeKind.COMPOUND, label="别处")
            _grant(world, scope)
        a_report(world)
        client = signed_in(world.lin)
        for path in (
            LIST,
            f"{LIST}?find=听松&contract=with&on=2025-01-01",
            page_of(world.compound),
            f"{page_of(world.compound)}?on=2025-01-01",
        ):
            client.get(path)
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert client.get(path).status_code == HTTPStatus.OK
            asked = [query["sql"] for query in captured.captured_queries]
            assert len(asked) <= MOST_QUERIES, "\n".join(asked)


class TestPage:
    def test_shows_facts_service_and_reports(self, world: World) -> None:
        number = a_report(world).number
        page = text(signed_in(world.lin), page_of(world.compound))
        for words in (
            "听松小区",
            "梧桐里街道（已填报）",
            "松涛第三居委会",
            "青榆物业",
            "2024-07-01 至 2027-06-30",
            "0.95 元/㎡·月",
            "何文",
            "未办结",
            number,
            "登记入库",
        ):
            assert words in page, words

    def test_changes_are_offered_to_who_may_make_them(self, world: World) -> None:
        path = page_of(world.compound)
        assert "改基本情况" in text(signed_in(world.lin), path)
        assert "改基本情况" not in text(signed_in(world.chen), path)
        # What was cannot be changed.
        assert "改基本情况" not in text(signed_in(world.lin), f"{path}?on=2025-01-01")

    def test_it_stands_as_of_the_day(self, world: World) -> None:
        client, path = signed_in(world.lin), page_of(world.compound)
        names = f"{path}names/add-alias/"
        client.post(names, {"alias-name": "百步里", "alias-kind": "common"})
        client.post(
            names, {"alias-name": "新名", "alias-kind": "official", "alias-first": "2026-11-23"}
        )
        past = text(client, f"{path}?on=2026-11-22")
        assert "百步里" in past  # nobody knows since when
        assert "新名" not in past
        assert "新名" in text(client, path)
        before = text(client, f"{path}?on=2024-06-30")
        assert "青榆物业" not in before
        assert f'href="{LIST}?on=2024-06-30"' in before
        assert "登记入库" not in before

    def test_strangers_get_nothing(self, world: World) -> None:
        response = signed_in(world.zhao).get(page_of(world.compound))
        assert response.status_code == HTTPStatus.NOT_FOUND

    def test_requests_lead_to_it(self, world: World) -> None:
        done = a_report(world)
        client, url = signed_in(world.he), page_of(world.compound)
        assert f'href="{url}"' in text(client, "/requests/")
        assert f'href="{url}"' in text(client, f"/requests/{done.request_id}/")


class TestChanging:
    def test_facts(self, world: World) -> None:
        client, path = signed_in(world.lin), f"{page_of(world.compound)}facts/"
        assert 'value="听松小区"' in text(client, path)
        given = {
            "name": "听松小区",
            "address": "松涛路 318 弄",
            "housing_type": "sold_public",
            "built_year": "1992",
            "households": "640",
            "floor_area": "41250.75",
        }
        assert client.post(path, given).headers["Location"] == page_of(world.compound)
        compound = Compound.objects.get(pk=world.compound.pk)
        assert compound.floor_area == Decimal("41250.75")
        assert compound.housing_type == HousingType.SOLD_PUBLIC
        page = text(client, page_of(world.compound))
        for words in ("41,250.75 m²", "售后公房", "建成年份：1996 → 1992", "林岚"):
            assert words in page

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("name", "", "请写小区名称"),
            ("built_year", "1839", "年份要在 1840 到 2031 之间"),
            ("built_year", "2032", "年份要在 1840 到 2031 之间"),
            ("households", "0", "1"),
            ("households", "50001", "50000"),
            ("floor_area", "0", "0.01"),
            ("housing_type", "palace", "palace"),
        ],
    )
    def test_facts_that_cannot_be(
        self, world: World, field: str, value: str, sentence: str
    ) -> None:
        path = f"{page_of(world.compound)}facts/"
        response = signed_in(world.lin).post(path, {"name": "听松小区", field: value})
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert sentence in response.content.decode()

    def test_names_and_lanes(self, world: World) -> None:
        client, path = signed_in(world.lin), f"{page_of(world.compound)}names/"
        client.post(
            f"{path}add-alias/",
            {"alias-name": "老听松", "alias-kind": "former", "alias-last": "2001-12-31"},
        )
        client.post(f"{path}add-lane/", {"lane-road": "听涛路", "lane-number": "17 弄"})
        page = text(client, path)
        for words in ("老听松", "曾用名 · 至 2001-12-31", "听涛路 17 弄"):
            assert words in page, words
        alias = world.compound.aliases.get()
        lane = world.compound.lanes.get()
        client.post(f"{path}remove-alias/", {"id": alias.id})
        client.post(f"{path}remove-lane/", {"id": lane.id})
        page = text(client, path)
        assert "还没有登记别名" in page
        assert "还没有登记弄" in page
        gone = client.post(f"{path}remove-lane/", {"id": "x"})
        assert gone.status_code == HTTPStatus.CONFLICT
        assert "刚被别人删除了" in gone.content.decode()

    @pytest.mark.parametrize(
        ("way", "given", "sentence"),
        [
            ("add-alias", {"alias-name": "", "alias-kind": "common"}, "请写别名"),
            (
                "add-alias",
                {"alias-name": "听松小区", "alias-kind": "common"},
                "已经是这个小区的名称",
            ),
            (
                "add-alias",
                {
                    "alias-name": "老名",
                    "alias-kind": "former",
                    "alias-first": "2020-01-02",
                    "alias-last": "2020-01-01",
                },
                "停用日期在启用日期之前",
            ),
            ("add-lane", {"lane-road": "", "lane-number": "17"}, "请写弄所在的路名"),
            ("add-lane", {"lane-road": "听涛路", "lane-number": "甲"}, "弄号要以数字开头"),
        ],
    )
    def test_names_that_cannot_be(
        self, world: World, way: str, given: dict[str, str], sentence: str
    ) -> None:
        response = signed_in(world.lin).post(f"{page_of(world.compound)}names/{way}/", given)
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert sentence in response.content.decode()

    def test_the_subdistrict_is_overridden_with_a_reason(self, world: World) -> None:
        actions.add_region(code="990101002", name="松涛街道", by=SETUP, at=NOW)
        client, path = signed_in(world.lin), f"{page_of(world.compound)}administration/"
        override = f"{path}subdistrict/"
        refused = client.post(override, {"subdistrict-code": "990101002", "subdistrict-reason": ""})
        assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "请写明为什么归它管" in refused.content.decode()
        given = {"subdistrict-code": "990101002", "subdistrict-reason": "区划调整"}
        assert client.post(override, given).headers["Location"] == path
        page = text(client, page_of(world.compound))
        assert "松涛街道（人工指定：区划调整）" in page
        assert "990101001 → 990101002" in page

    def test_the_nearest_committee_is_a_suggestion_only(self, world: World) -> None:
        near = actions.add_region(
            code="990101001002", name="近居委会", point=Point(121.401, 31.2), by=SETUP, at=NOW
        )
        actions.add_region(
            code="990101001003", name="远居委会", point=Point(121.41, 31.2), by=SETUP, at=NOW
        )
        compound = add("望月新村", point=Point(121.4, 31.2))
        client, path = signed_in(world.lin), f"{page_of(compound)}administration/"
        assert "办公点最近的是近居委会，相距 95 米" in text(client, path)
        assert Compound.objects.get(pk=compound.pk).committee is None
        client.post(f"{path}committee/", {"committee-code": near.code})
        assert Compound.objects.get(pk=compound.pk).committee == near
        elsewhere = client.post(f"{path}committee/", {"committee-code": "990101002001"})
        assert elsewhere.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        # Without a place on the map there is no nearest one.
        assert "办公点最近" not in text(client, f"{page_of(add('无图村'))}administration/")


def test_a_manager_sees_the_past_of_what_is_theirs_today(world: World) -> None:
    client = signed_in(world.he)
    assert "听松小区" in text(client, f"{LIST}?on=2020-01-01")
    with clock.frozen(NOW + timedelta(days=365)):  # the contract is over
        assert "听松小区" not in text(client, f"{LIST}?on=2026-11-23")


def _grant(world: World, scope: Scope) -> None:
    accounts.grant(
        person=world.lin.person,
        role="subdistrict",
        scope=scope,
        period=days(date(2024, 1, 1)),
        by=SETUP,
        at=NOW,
    )


def _indexes(node: dict[str, Any]) -> set[str]:
    """Return the names of the indexes that a plan reads."""
    own = {node["Index Name"]} if "Index Name" in node else set()
    return own.union(*(_indexes(below) for below in node.get("Plans", ())))
