"""A small world for tests, made by calling real actions: one subdistrict, two companies, a cast.

Everybody has one obvious part: Fang reports, He manages 听松小区 for 青榆物业, Chen looks after the
subdistrict, Lin sits in the bureau, Zhao manages another company's compound and must see nothing
of it. All names are invented.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from shapely.geometry import box, mapping

from mashangban.accounts import actions as accounts
from mashangban.accounts.models import Person, Scope, User
from mashangban.accounts.types import DetailKind
from mashangban.kit.actors import Actor
from mashangban.registry import actions as registry
from mashangban.registry.models import Code, Company, Compound, Contract, ManagementArea
from mashangban.registry.queries import place_of_code
from mashangban.registry.types import Point, ReportPlace
from mashangban.service_requests import actions as requests
from mashangban.service_requests.types import NewReport, Submission

# A Monday in working hours, with the calendar of 2026 known.
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
SETUP = Actor.system("tests")
ALWAYS = DateRange(date(2024, 1, 1), None)
PASSWORD = "long-enough-to-pass"
# In the open sea, like the demonstration's district.
OUTLINE = mapping(box(124.6, 30.4, 124.62, 30.42))


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff with a sign-in."""

    person: Person
    user: User

    @property
    def actor(self) -> Actor:
        return Actor.person(self.person.pk)


@dataclass(frozen=True, slots=True)
class World:
    """The places and the cast."""

    district: Scope
    subdistrict: Scope
    compound: Compound
    other_compound: Compound
    company: Company
    other_company: Company
    area: ManagementArea
    other_area: ManagementArea
    contract: Contract
    code: Code
    other_code: Code
    he: Staff  # project manager of the compound
    zhao: Staff  # project manager of the other compound
    chen: Staff  # subdistrict
    lin: Staff  # bureau

    def place(self) -> ReportPlace:
        """Return what the compound's code leads to today."""
        place = place_of_code(self.code.token, on=TODAY)
        assert place is not None
        return place


def make_world() -> World:
    """Build the world; the key ring and the shipped rules come first."""
    accounts.init_key_ring(by=SETUP, at=NOW)
    requests.load_rules(by=SETUP, at=NOW)
    district = registry.add_region(code="990101", name="示范区", by=SETUP, at=NOW)
    subdistrict = registry.add_region(
        code="990101001", name="梧桐里街道", boundary=OUTLINE, by=SETUP, at=NOW
    )
    registry.add_region(code="990101001001", name="松涛第三居委会", by=SETUP, at=NOW)
    compound, area, contract = _served(
        "听松小区", "青榆物业", "021-0000-0142", Point(124.605, 30.405)
    )
    other, other_area, other_contract = _served(
        "石桥公寓", "岚桥物业", "021-0000-0143", Point(124.615, 30.412)
    )
    he = _staff("he", "何文", "project_manager", contract.scope)
    zhao = _staff("zhao", "赵宁", "project_manager", other_contract.scope)
    for post, of in ((he, area), (zhao, other_area)):
        registry.appoint_manager(area=of, person=post.person, period=ALWAYS, by=SETUP, at=NOW)
    return World(
        district=district.scope,
        subdistrict=subdistrict.scope,
        compound=compound,
        other_compound=other,
        company=contract.company,
        other_company=other_contract.company,
        area=area,
        other_area=other_area,
        contract=contract,
        code=registry.issue_code(compound=compound, place="6 号楼", by=SETUP, at=NOW),
        other_code=registry.issue_code(compound=other, by=SETUP, at=NOW),
        he=he,
        zhao=zhao,
        chen=_staff("chen", "陈静", "subdistrict", subdistrict.scope),
        lin=_staff("lin", "林岚", "bureau", district.scope),
    )


def a_report(world: World, **changes: object) -> Submission:
    """Report a dark stairway in the compound; `changes` replace fields of `NewReport`."""
    import uuid

    fields: dict[str, object] = {
        "category": "lamp",
        "place": "6 号楼 三楼到四楼转角",
        "description": "灯不亮已两天，晚上看不清台阶。",
        "idempotency_key": uuid.uuid4(),
        **changes,
    }
    return requests.report(place=world.place(), new=NewReport(**fields), at=NOW)  # type: ignore[arg-type]


def _served(
    name: str, company_name: str, phone: str, point: Point
) -> tuple[Compound, ManagementArea, Contract]:
    from mashangban.registry.models import Region

    subdistrict = Region.objects.get(code="990101001")
    committee = Region.objects.get(code="990101001001")
    compound = registry.add_compound(
        name=name,
        subdistrict=subdistrict,
        committee=committee,
        address="松涛路 318 弄",
        point=point,
        built_year=1996,
        households=640,
        by=SETUP,
        at=NOW,
    )
    area = registry.add_area(name=name, by=SETUP, at=NOW)
    registry.join_area(area=area, compound=compound, period=ALWAYS, by=SETUP, at=NOW)
    company = registry.add_company(name=company_name, by=SETUP, at=NOW)
    contract = registry.sign_contract(
        area=area,
        company=company,
        period=DateRange(date(2024, 7, 1), date(2027, 7, 1)),
        fee=Decimal("0.95"),
        duty_phone=phone,
        desk_hours="8:30–17:30",
        by=SETUP,
        at=NOW,
    )
    return compound, area, contract


def _staff(username: str, name: str, role: str, scope: Scope) -> Staff:
    person = accounts.create_person(by=SETUP, at=NOW, details={DetailKind.NAME: name})
    user = accounts.create_user(
        username=username, password=PASSWORD, person=person, by=SETUP, at=NOW
    )
    accounts.grant(person=person, role=role, scope=scope, period=ALWAYS, by=SETUP, at=NOW)
    return Staff(person, user)
