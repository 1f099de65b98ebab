"""What the browser tests find in their installation: the small world of `tests.world`, lived in.

Every state that a request can be in is there once, so that a page of each can be looked at. Tests
that change something make requests of their own.
"""

import contextlib
import uuid
from datetime import date, datetime, timedelta

from mashangban.accounts import actions as accounts
from mashangban.accounts.types import DetailKind
from mashangban.core.identifiers import code_tokens
from mashangban.events import actions as events
from mashangban.events.errors import NotDelivered
from mashangban.kit import clock
from mashangban.kit.actors import Actor
from mashangban.registry import actions as registry
from mashangban.registry.models import Region
from mashangban.registry.periods import days
from mashangban.registry.queries.households import MOST_ATTEMPTS
from mashangban.registry.tokens import new_token
from mashangban.registry.types import (
    CodeTarget,
    FacilityKind,
    NewBallot,
    Ownership,
    SheetLayout,
    SuccessionKind,
    WithdrawReason,
)
from mashangban.service_requests import actions as requests
from mashangban.service_requests.events import RequestReported
from mashangban.service_requests.queries import detail_by_link
from mashangban.service_requests.types import NewReport, StepInput, Submission
from tests.browser.installation import Facts
from tests.owners import (
    an_entrance,
    cast,
    freeze,
    hold,
    open_vote,
    owned_units,
    the_landlord,
    units,
)
from tests.world import ALWAYS, NOW, PASSWORD, SETUP, World, make_world

PHONE = "13800000142"


def plant() -> Facts:
    """Fill the empty database, whose clock stands at a Monday morning of 2026 from now on."""
    clock.move(NOW - clock.now())
    accounts.mark_as_demonstration(by=SETUP, at=NOW)
    world = make_world()
    system = accounts.create_person(by=SETUP, at=NOW, details={DetailKind.NAME: "孙维"})
    accounts.create_user(username="sun", password=PASSWORD, person=system, by=SETUP, at=NOW)
    accounts.grant(
        person=system,
        role="system_administrator",
        scope=accounts.system_scope(),
        period=ALWAYS,
        by=SETUP,
        at=NOW,
    )
    _newcomer(world)
    _event_that_nobody_takes()
    made = {state: _request_in(world, state) for state in _WAYS}
    places = _places(world)
    codes = {
        "lift": places.pop("lift token"),
        "genuine": world.code.token,
        "whole_compound": registry.issue_code(compound=world.compound, by=SETUP, at=NOW).token,
        "replaced": _withdrawn(world, replaced=True),
        "withdrawn": _withdrawn(world, replaced=False),
        "unknown": new_token(),
        "forged": code_tokens.issue(bytes(code_tokens.BODY_BYTES), b"a key that is not ours"),
        "mistyped": _with_a_slip(world.code.token),
    }
    owned = _owners(world)
    slips = _slips(world, owned["entrance"])
    return Facts(
        owners=owned,
        slips=slips,
        codes=codes,
        printed_code=str(world.code.pk),
        compounds={each.name: str(each.pk) for each in (world.compound, world.other_compound)},
        follow={state: done.follow_token for state, done in made.items()},
        requests={state: str(done.request_id) for state, done in made.items()},
        registry={**_neighbours(world), **places},
    )


def _neighbours(world: World) -> dict[str, str]:
    """Plant two neighbouring areas of one company, one under re-election, and a compound's area."""
    company = registry.add_company(name="柏舟物业", ownership=Ownership.PRIVATE, by=SETUP, at=NOW)
    registry.record_succession(
        predecessor=registry.add_company(name="老柏物业", by=SETUP, at=NOW),
        successor=company,
        on=date(2019, 4, 1),
        kind=SuccessionKind.MERGER,
        by=SETUP,
        at=NOW,
    )
    planted = {"company": str(company.pk)}
    elsewhere = _other_subdistrict()
    for kind, names in (("area", ("柏荫公寓", "柏荫新村")), ("neighbour", ("樟影公寓",))):
        area = registry.add_area(name=names[0], by=SETUP, at=NOW)
        planted[kind] = str(area.pk)
        for name in names:
            compound = registry.add_compound(
                name=name, subdistrict=elsewhere, households=90, by=SETUP, at=NOW
            )
            registry.join_area(area=area, compound=compound, period=ALWAYS, by=SETUP, at=NOW)
        contract = registry.sign_contract(
            area=area,
            company=company,
            period=days(date(2024, 1, 1), date(2026, 12, 31)),
            by=SETUP,
            at=NOW,
        )
        registry.record_committee_term(
            area=area,
            period=days(date(2024, 1, 1), date(2026, 12, 31)),
            members=5,
            by=SETUP,
            at=NOW,
        )
        planted["contract"] = str(contract.pk)
    registry.begin_reelection(area=area, on=date(2026, 11, 2), by=SETUP, at=NOW)
    return planted


def _owners(world: World) -> dict[str, str]:
    """Give the compound units with owners, the landlord among them; one vote open, one counted."""
    made = owned_units(world.compound, "62.50", "62.50", "88.00", "45.25", "45.25", "101.30")
    public = units(an_entrance(world.compound, building="7 号楼"), *["40.00"] * 3)
    for unit in public:
        hold(unit, the_landlord())
    roll = freeze(world.compound)
    counted = open_vote(roll, title="续聘青榆物业，合同三年")
    cast(counted, "for", [1, 2, 3, 7])
    cast(counted, "against", [4])
    for choice, another in (("for", False), ("against", True)):
        registry.record_ballot(
            vote_id=counted.pk, new=NewBallot("5", choice, another=another), by=SETUP, at=NOW
        )
    registry.count_vote(vote_id=counted.pk, by=SETUP, at=NOW)
    open_one = open_vote(roll, matter="raise_repair_fund", title="续筹专项维修资金")
    cast(open_one, "for", [1, 3])
    registry.record_ballot(
        vote_id=open_one.pk,
        new=NewBallot("2", "for", by_proxy=True),
        by=world.lin.actor,
        at=NOW,
    )
    gap = units(an_entrance(world.other_compound, building="1 号楼"), None, "50.00")
    even = _another_area(world)
    ballot = open_one.ballots.get(number=1)
    return {
        "area": str(roll.area_id),
        "area with gaps": str(world.other_compound.memberships.get().area_id),
        "even area": even,
        "compound": str(world.compound.pk),
        "entrance": str(made[0].entrance_id),
        "entrance with gaps": str(gap[0].entrance_id),
        "roll": str(roll.pk),
        "open vote": str(open_one.pk),
        "counted vote": str(counted.pk),
        "ballot": str(ballot.pk),
    }


def _other_subdistrict() -> Region:
    """Return a subdistrict apart from the one whose two compounds the map shows."""
    known = Region.objects.filter(code="990101002").first()
    return known or registry.add_region(code="990101002", name="柏荫街道", by=SETUP, at=NOW)


def _another_area(world: World) -> str:
    """Add an area whose six owners hold 40 m² each: thirds and halves come out even."""
    compound = registry.add_compound(
        name="六合小筑",
        subdistrict=_other_subdistrict(),
        by=SETUP,
        at=NOW,
    )
    area = registry.add_area(name="六合小筑", by=SETUP, at=NOW)
    registry.join_area(area=area, compound=compound, period=ALWAYS, by=SETUP, at=NOW)
    owned_units(compound, *["40.00"] * 6)
    return str(area.pk)


def _slips(world: World, entrance: str) -> dict[str, str]:
    """Issue slips in every state that a page of its own tells of."""
    start, valid = NOW - timedelta(days=100), registry.SLIPS_VALID_FOR
    assert start + valid < NOW

    def issue(number: str, at: datetime = NOW) -> str:
        (slip,) = registry.issue_slips(
            compound_id=world.compound.pk,
            entrance_id=uuid.UUID(entrance),
            number=number,
            by=SETUP,
            at=at,
        )
        return slip.code

    slips = {"revoked": issue("101"), "open": issue("101"), "used": issue("102")}
    slips |= {"expired": issue("103", start), "another": issue("104"), "closed": issue("105")}
    registry.bind_household(
        typed=slips["used"], name="", phone=PHONE, role="owner", mandate="", at=NOW
    )
    wrong = slips["closed"][:10] + "0000-0000"
    for _ in range(MOST_ATTEMPTS):
        registry.read_slip(typed=wrong, at=NOW)
    return slips


def _with_a_slip(token: str) -> str:
    last = "7" if token[-1] != "7" else "8"
    return token[:-1] + last


# How long ago it was reported, and what has been done about it.
_WAYS: dict[str, tuple[timedelta, tuple[str, ...]]] = {
    "reported": (timedelta(minutes=30), ()),
    "late": (timedelta(days=1), ()),
    "accepted": (timedelta(hours=3), ("accept",)),
    "working": (timedelta(hours=5), ("accept", "start")),
    "resolved": (timedelta(days=2), ("accept", "start", "resolve")),
    "reopened": (timedelta(days=4), ("accept", "start", "resolve", "reopen")),
    "closed": (timedelta(days=5), ("accept", "start", "resolve", "confirm")),
    "rated": (timedelta(days=6), ("accept", "start", "resolve", "confirm", "rate")),
    "withdrawn": (timedelta(days=7), ("withdraw",)),
    "revoked": (timedelta(days=8), ("revoke",)),
}
_WORDS = {
    "late": ("lift", "2 号楼电梯停在三楼，按钮不亮，老人下不了楼。"),
    "accepted": ("water", "顶楼水箱溢水，流到五楼走廊。"),
    "working": ("door", "单元门关不上，锁舌卡住了。"),
    "resolved": ("waste", "垃圾箱房满了两天，味道很重。"),
    "reopened": ("green", "香樟树枝压到二楼窗户。"),
}
_USUAL = ("lamp", "灯不亮已两天，晚上看不清台阶。")


def _request_in(world: World, state: str) -> Submission:
    """Report something and take it to `state`."""
    ago, steps = _WAYS[state]
    at = NOW - ago
    category, words = _WORDS.get(state, _USUAL)
    done = requests.report(
        place=world.place(),
        new=NewReport(
            category=category,
            place="三楼到四楼转角",
            description=words,
            phone=PHONE,
            idempotency_key=uuid.uuid4(),
        ),
        at=at,
    )
    reporter = Actor.resident(detail_by_link(done.follow_token).reporter_id)
    for number, step in enumerate(steps, start=1):
        _take(step, done.request_id, world, reporter, number)
    return done


def _take(step: str, request_id: uuid.UUID, world: World, reporter: Actor, number: int) -> None:
    """Take a step, a quarter of an hour after the one before; the last ones were just now."""
    at, he = NOW - timedelta(minutes=90 - 15 * number), world.he.actor
    match step:
        case "accept":
            requests.accept(request_id=request_id, by=he, at=at)
        case "start":
            requests.start(request_id=request_id, by=he, at=at)
        case "resolve":
            done = StepInput("灯管烧坏，已换新灯，灯罩一起换了。")
            requests.resolve(request_id=request_id, given=done, by=he, at=at)
        case "reopen":
            why = StepInput("只锯了一根，还有一根压着。")
            requests.reopen(request_id=request_id, given=why, by=reporter, at=at)
        case "confirm":
            requests.confirm(request_id=request_id, by=reporter, at=at)
        case "rate":
            words = "师傅很快就来了。"
            requests.rate(request_id=request_id, score=4, words=words, by=reporter, at=at)
        case "withdraw":
            requests.withdraw(request_id=request_id, given=StepInput(), by=reporter, at=at)
        case "revoke":
            requests.revoke_links(request_id=request_id, by=reporter, at=at)


def _withdrawn(world: World, *, replaced: bool) -> str:
    code = registry.issue_code(compound=world.compound, place="2 号楼", by=SETUP, at=NOW)
    new = (
        registry.issue_code(compound=world.compound, place="2 号楼门厅", by=SETUP, at=NOW)
        if replaced
        else None
    )
    registry.withdraw_code(
        code_id=code.pk, reason=WithdrawReason.OTHER, replacement=new, by=SETUP, at=NOW
    )
    return code.token


def _places(world: World) -> dict[str, str]:
    """Enter two entrances and a lift with their codes, a link of old paper, an order for sheets.

    石桥公寓 is left without entrances: the journeys begin there.
    """
    building = registry.add_building(compound=world.compound, name="6 号楼", by=SETUP, at=NOW)
    for number in ("11 号", "12 号"):
        entrance = registry.add_entrance(building=building, number=number, by=SETUP, at=NOW)
    lift = registry.add_facility(
        compound=world.compound,
        entrance=entrance,
        kind=FacilityKind.LIFT,
        name="1 号电梯",
        by=SETUP,
        at=NOW,
    )
    for target in (CodeTarget.ENTRANCE, CodeTarget.FACILITY):
        codes = registry.issue_missing_codes(
            compound_ids=[world.compound.pk], target=target, by=SETUP, at=NOW
        )
    odd = registry.issue_code(compound=world.compound, place="𠮷祥门", by=SETUP, at=NOW)
    registry.register_legacy_links(links=[("4471", world.code)], by=SETUP, at=NOW)
    order_id = registry.ask_for_sheets(
        scope_id=world.compound.scope_id,
        layout=SheetLayout.STICKERS,
        target=None,
        person_id=world.lin.person.pk,
        at=NOW,
    )
    return {
        "lift token": codes[0].token,
        "compound": str(world.compound.pk),
        "bare compound": str(world.other_compound.pk),
        "building": str(building.pk),
        "lift": str(lift.pk),
        "unprintable code": str(odd.pk),
        "withdrawn code": str(_withdrawn_id(world)),
        "order": str(order_id),
    }


def _withdrawn_id(world: World) -> uuid.UUID:
    code = registry.issue_code(compound=world.compound, place="西门", by=SETUP, at=NOW)
    registry.replace_code(code_id=code.pk, reason=WithdrawReason.PASTED_OVER, by=SETUP, at=NOW)
    return code.pk


def _newcomer(world: World) -> None:
    """Make the sign-in of somebody who sets up the second factor on the first day."""
    person = accounts.create_person(by=SETUP, at=NOW, details={DetailKind.NAME: "吴桐"})
    accounts.create_user(username="wu", password=PASSWORD, person=person, by=SETUP, at=NOW)
    accounts.grant(
        person=person,
        role="subdistrict",
        scope=world.subdistrict,
        period=ALWAYS,
        by=SETUP,
        at=NOW,
    )


def _event_that_nobody_takes() -> None:
    """Publish an event about a compound that is none, and try until it is left to a person."""
    odd = RequestReported(
        request_id=str(uuid.uuid4()), number="-", compound_id="-", category="lamp"
    )
    event_id = events.publish(odd, at=NOW)
    for _ in range(events.MOST_ATTEMPTS):
        with contextlib.suppress(NotDelivered):
            events.deliver(event_id=event_id, at=NOW)
