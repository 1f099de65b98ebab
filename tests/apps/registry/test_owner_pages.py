"""The workbench's pages of rolls and votes, and how few queries they take."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mashangban.accounts import actions as accounts
from mashangban.kit import clock
from mashangban.registry.models import OwnersVote, Roll, RollOpening
from tests.owners import (
    a_person,
    an_entrance,
    cast,
    freeze,
    hold,
    open_vote,
    owned_units,
    the_landlord,
    units,
)
from tests.world import ALWAYS, NOW, SETUP, World

pytestmark = pytest.mark.django_db
MOST_QUERIES = 10


@pytest.fixture
def bureau(world: World, no_second_factor: None) -> Client:
    client = Client()
    client.force_login(
        world.lin.user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


@pytest.fixture(autouse=True)
def monday() -> Any:
    with clock.frozen(NOW):
        yield


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def area_path(world: World) -> str:
    return f"/registry/areas/{world.compound.memberships.get().area_id}/owners/"


def test_from_a_gap_to_a_frozen_roll(world: World, bureau: Client) -> None:
    made = units(an_entrance(world.compound), "40.00", "40.00")
    hold(made[0], the_landlord())
    page = text(bureau, area_path(world))
    assert "6 号楼 12 号 102：缺业主" in page
    refused = bureau.post(f"{area_path(world)}freeze/", {"on": "2026-11-23"})
    assert refused.status_code == 422
    assert "业主不全" in refused.content.decode()
    csv = bureau.get(f"{area_path(world)}gaps.csv")
    assert "12 号,102" in csv.content.decode()
    hold(made[1], a_person())
    done = bureau.post(f"{area_path(world)}freeze/", {"on": "2026-11-23"})
    assert done.status_code == 302
    roll = Roll.objects.get()
    assert done.headers["Location"] == f"/registry/rolls/{roll.pk}/"
    assert "80.00 m²" in text(bureau, done.headers["Location"])


def test_names_are_hidden_until_there_is_a_reason(world: World, bureau: Client) -> None:
    (unit,) = units(an_entrance(world.compound), "40.00")
    hold(unit, a_person("严格"))
    address = f"/registry/rolls/{freeze(world.compound).pk}/"
    assert "严格" not in text(bureau, address)
    assert bureau.post(address, {"reason": ""}).status_code == 422
    assert "严格" in bureau.post(address, {"reason": "送票"}).content.decode()
    assert RollOpening.objects.count() == 1
    assert "严格" not in text(bureau, address)


def test_a_ballot_is_entered_with_one_hand(world: World, bureau: Client) -> None:
    owned_units(world.compound, "50.00", "50.00", "50.00")
    address = f"/registry/votes/{open_vote(freeze(world.compound)).pk}/"
    for typed, says in (("1 1", "同意"), ("2 2", "反对")):
        answer = bureau.post(f"{address}ballots/", {"head": typed}, follow=True)
        assert f"第 {typed[0]} 行" in answer.content.decode()
        assert says in answer.content.decode()
    assert bureau.post(f"{address}ballots/", {"head": "2 1"}).status_code == 422
    assert bureau.post(f"{address}ballots/", {"head": "77 1"}).status_code == 422
    strike = OwnersVote.objects.get().ballots.get(number=2)
    assert bureau.get(f"{address}ballots/{strike.pk}/strike/").status_code == 200
    bureau.post(f"{address}ballots/{strike.pk}/strike/")
    bureau.post(f"{address}ballots/", {"head": "2", "choice": "for"})
    assert bureau.get(f"{address}tally.pdf").status_code == 409
    bureau.post(f"{address}count/")
    page = text(bureau, address)
    assert "已计票：通过" in page
    assert "中华人民共和国民法典 第二百七十八条第一款第（四）项、第二款" in page
    assert bureau.get(f"{address}tally.pdf").headers["Content-Type"] == "application/pdf"
    assert bureau.post(f"{address}ballots/", {"head": "3 1"}).status_code == 409


def test_the_company_sees_units_but_no_owner(world: World, no_second_factor: None) -> None:
    (unit,) = units(an_entrance(world.compound), "40.00")
    hold(unit, the_landlord())
    entrance = unit.entrance_id
    client = Client()
    client.force_login(world.he.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = text(client, f"/registry/compounds/{world.compound.pk}/units/?entrance={entrance}")
    assert "101" in page
    assert "梧桐公房资产" not in page
    assert client.get(area_path(world)).status_code == 404
    assert "业主与表决" not in page


def test_who_has_a_part_of_an_area_does_not_see_its_roll(
    world: World, no_second_factor: None
) -> None:
    from mashangban.registry import actions

    area = world.compound.memberships.get().area
    theirs = world.other_compound.memberships.get()
    theirs.delete()
    actions.join_area(area=area, compound=world.other_compound, period=ALWAYS, by=SETUP, at=NOW)
    accounts.grant(
        person=world.zhao.person, role="residents_committee", scope=world.compound.scope,
        period=ALWAYS, by=SETUP, at=NOW,
    )  # fmt: skip
    client = Client()
    client.force_login(
        world.zhao.user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert client.get(area_path(world)).status_code == 404
    assert "没有完全在您管辖范围内" in text(client, "/registry/owners/")


PAGES: dict[str, Callable[[World, OwnersVote], str]] = {
    "areas": lambda world, vote: "/registry/owners/",
    "area": lambda world, vote: area_path(world),
    "units": lambda world, vote: f"/registry/compounds/{world.compound.pk}/units/",
    "slips": lambda world, vote: f"/registry/compounds/{world.compound.pk}/slips/",
    "roll": lambda world, vote: f"/registry/rolls/{vote.roll_id}/",
    "vote": lambda world, vote: f"/registry/votes/{vote.pk}/",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_takes_few_queries_whatever_there_is(
    world: World, bureau: Client, name: str
) -> None:
    owned_units(world.compound, *["50.00"] * 8)
    vote = open_vote(freeze(world.compound))
    counts = []
    for heads in ([1, 2], [3, 4, 5, 6]):
        cast(vote, "for", heads)
        address = PAGES[name](world, vote)
        with CaptureQueriesContext(connection) as queries:
            assert bureau.get(address).status_code == 200
        counts.append(len([q for q in queries if "SAVEPOINT" not in q["sql"]]))
    assert counts[0] == counts[1]
    assert counts[0] <= MOST_QUERIES, queries.captured_queries
