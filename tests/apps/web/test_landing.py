"""The page of a scanned code, and the plain pages for codes that lead nowhere."""

from decimal import Decimal
from http import HTTPStatus

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mashangban.core.identifiers import code_tokens
from mashangban.registry import actions as registry
from mashangban.registry.models import Compound, ManagementArea, Region
from mashangban.registry.tokens import new_token
from mashangban.registry.types import WithdrawReason
from tests.apps.web.conftest import words
from tests.world import ALWAYS, NOW, SETUP, TODAY, World

pytestmark = pytest.mark.django_db
ENGLISH = {"language": "en"}


def a_compound(name: str) -> Compound:
    """A compound that nobody serves yet."""
    return registry.add_compound(
        name=name,
        subdistrict=Region.objects.get(code="990101001"),
        committee=Region.objects.get(code="990101001001"),
        by=SETUP,
        at=NOW,
    )


def served(
    compound: Compound, world: World, *, duty_phone: str = "021-0000-0199"
) -> ManagementArea:
    """Put the compound under a contract; no project manager is appointed."""
    area = registry.add_area(name=compound.name, by=SETUP, at=NOW)
    registry.join_area(area=area, compound=compound, period=ALWAYS, by=SETUP, at=NOW)
    registry.sign_contract(
        area=area,
        company=world.company,
        period=DateRange(TODAY, None),
        fee=Decimal("1.20"),
        duty_phone=duty_phone,
        desk_hours="",
        by=SETUP,
        at=NOW,
    )
    return area


def page_of(compound: Compound) -> str:
    code = registry.issue_code(compound=compound, by=SETUP, at=NOW)
    response = Client().get(f"/c/{code.token}/")
    assert response.status_code == HTTPStatus.OK
    return words(response)


def test_without_a_contract_it_says_so_and_still_takes_reports(world: World) -> None:
    page = page_of(a_compound("无人里"))
    for present in ("无人里", "目前没有在约的物业企业", "松涛第三居委会", "我要报修"):
        assert present in page
    for absent in ("费用", "元/", "tel:0", 'href="tel:"', "项目经理"):
        assert absent not in page


def test_without_a_manager_the_company_is_named_alone(world: World) -> None:
    compound = a_compound("新苑")
    served(compound, world)
    page = page_of(compound)
    assert "青榆物业" in page
    assert "021-0000-0199" in page
    assert "1.20" in page
    assert "项目经理" not in page
    assert "None" not in page


def test_without_a_duty_line_the_manager_is_no_link_to_nowhere(world: World) -> None:
    compound = a_compound("静苑")
    area = served(compound, world, duty_phone="")
    registry.appoint_manager(area=area, person=world.he.person, period=ALWAYS, by=SETUP, at=NOW)
    page = page_of(compound)
    assert "何文" in page
    assert 'href="tel:"' not in page


def test_a_contract_that_has_ended_is_none(world: World) -> None:
    compound = a_compound("旧苑")
    area = registry.add_area(name="旧苑", by=SETUP, at=NOW)
    registry.join_area(area=area, compound=compound, period=ALWAYS, by=SETUP, at=NOW)
    registry.sign_contract(
        area=area,
        company=world.company,
        period=DateRange(TODAY.replace(year=2024), TODAY),
        fee=Decimal("1.20"),
        duty_phone="021-0000-0199",
        desk_hours="",
        by=SETUP,
        at=NOW,
    )
    page = page_of(compound)
    assert "目前没有在约的物业企业" in page
    assert "青榆物业" not in page
    assert "021-0000-0199" not in page


def test_in_english(world: World) -> None:
    visitor = Client()
    visitor.cookies.load(ENGLISH)
    page = words(visitor.get(f"/c/{world.code.token}/"))
    for present in ("Report a problem", "My reports", "听松小区", "project manager"):
        assert present in page
    assert "我要报修" not in page


def test_it_costs_at_most_four_queries(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(4):
        Client().get(f"/c/{world.code.token}/")


def withdrawn(world: World, **replacement: str) -> str:
    """Return a code of the compound that was withdrawn, replaced by one at `place`."""
    code = registry.issue_code(compound=world.compound, place="2 号楼", by=SETUP, at=NOW)
    new = (
        registry.issue_code(compound=world.compound, by=SETUP, at=NOW, **replacement)
        if replacement
        else None
    )
    registry.withdraw_code(
        code_id=code.pk, reason=WithdrawReason.OTHER, replacement=new, by=SETUP, at=NOW
    )
    return code.token


def slipped(token: str) -> str:
    return token[:-1] + ("7" if token[-1] != "7" else "8")


def test_each_thing_that_can_be_wrong_with_a_code_has_its_own_page(world: World) -> None:
    forged = code_tokens.issue(bytes(code_tokens.BODY_BYTES), b"a key that is not ours")
    cases = {
        withdrawn(world): (410, "这个码停用了", "请扫小区里的新码", "no longer used"),
        withdrawn(world, place="2 号楼门厅"): (
            410,
            "这个码停用了",
            "新码贴在2 号楼门厅",
            "2 号楼门厅",
        ),
        withdrawn(world, place=""): (410, "这个码停用了", "新码贴在听松小区", "听松小区"),
        slipped(world.code.token): (404, "有个字符不对", "再输一遍", "compare the code"),
        "HELLO": (404, "有个字符不对", "再输一遍", "compare the code"),
        "9" * 5_000: (404, "有个字符不对", "再输一遍", "compare the code"),
        forged: (404, "这不是我们的码", "更别付钱", "do not pay"),
        new_token(): (404, "没有找到这个码", "请扫小区里别的码", "do not know this code"),
    }
    for token, (status, title, advice, english) in cases.items():
        visitor = Client()
        response = visitor.get(f"/c/{token}/")
        page = words(response)
        assert response.status_code == status, token
        assert title in page
        assert advice in page
        assert 'name="code"' in page  # where another one can be typed
        assert "noindex" in page
        visitor.cookies.load(ENGLISH)
        assert english in words(visitor.get(f"/c/{token}/"))


def test_a_wrong_code_costs_at_most_one_query(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(0):
        Client().get(f"/c/{slipped(world.code.token)}/")
    with django_assert_max_num_queries(1):
        Client().get(f"/c/{new_token()}/")


class TestTypedCodes:
    @pytest.mark.parametrize(
        "typed",
        [
            "{token}",
            "  {token} ",
            "{grouped}",
            "{lower}",
            "http://127.0.0.1:8000/c/{token}",
            "http://127.0.0.1:8000/c/{token}/",
            "https://elsewhere.example/c/{token}/?from=paper#top",
            "127.0.0.1:8000/c/{token}/report/",
            "/c/{token}",
        ],
    )
    def test_they_lead_to_the_page_however_written(self, world: World, typed: str) -> None:
        token = world.code.token
        text = typed.format(token=token, lower=token.lower(), grouped=code_tokens.grouped(token))
        response = Client().get("/find/", {"code": text}, follow=True)
        assert response.request["PATH_INFO"] == f"/c/{token}/"
        assert response.status_code == HTTPStatus.OK

    @pytest.mark.parametrize("typed", ["AB/CD", "/", "//evil.example/x", "?", "%2F", "…"])
    def test_nonsense_gets_the_plain_page(self, db: None, typed: str) -> None:
        response = Client().get("/find/", {"code": typed}, follow=True)
        assert response.status_code == HTTPStatus.NOT_FOUND
        assert "有个字符不对" in words(response)

    @pytest.mark.parametrize("query", [{}, {"code": ""}, {"code": "   "}])
    def test_nothing_leads_home(self, db: None, query: dict[str, str]) -> None:
        assert Client().get("/find/", query).headers["Location"] == "/"
