"""Plain data of the registry."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from uuid import UUID


class RegionKind(StrEnum):
    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    COMMITTEE = "committee"


class Basis(StrEnum):
    """Where a compound's subdistrict comes from; administration goes before geometry."""

    STATED = "stated"  # the sheet or the person who entered it said so
    DERIVED = "derived"  # the point lies in the boundary
    OVERRIDDEN = "overridden"  # stated against the sheet or the boundary, with a reason

    @property
    def weight(self) -> int:
        """Return how much it says: a lighter basis never replaces a heavier one."""
        return (Basis.DERIVED, Basis.STATED, Basis.OVERRIDDEN).index(self)


class FacilityKind(StrEnum):
    LIFT = "lift"
    PUMP = "pump"
    GATE = "gate"
    FIRE = "fire"  # hydrants, alarms, the control room
    POWER = "power"  # distribution boxes, chargers
    PLAY = "play"  # playgrounds, fitness
    WASTE = "waste"
    OTHER = "other"


class UnitUse(StrEnum):
    DWELLING = "dwelling"
    SHOP = "shop"
    OFFICE = "office"
    PARKING = "parking"
    OTHER = "other"


class Tenure(StrEnum):
    """What kind of housing a unit belongs to."""

    COMMODITY = "commodity"  # 商品房
    SOLD_PUBLIC = "sold_public"  # 售后公房
    PUBLIC = "public"  # 公房, let by the public landlord
    OTHER = "other"


class PartyKind(StrEnum):
    PERSON = "person"
    PUBLIC_LANDLORD = "public_landlord"  # 公房产权单位
    DEVELOPER = "developer"
    COMPANY = "company"


class VoteState(StrEnum):
    OPEN = "open"
    COUNTED = "counted"


class HouseholdRole(StrEnum):
    OWNER = "owner"
    TENANT = "tenant"
    FAMILY = "family"
    AGENT = "agent"


class SlipState(StrEnum):
    """What a slip's code turned out to be; each gets its own page."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"
    CLOSED = "closed"  # tried too often
    UNKNOWN = "unknown"


class CodeState(StrEnum):
    ACTIVE = "active"
    WITHDRAWN = "withdrawn"


class ReadState(StrEnum):
    """What a scanned or typed code turned out to be; each gets its own page."""

    GENUINE = "genuine"
    WITHDRAWN = "withdrawn"
    MISTYPED = "mistyped"  # its public check characters do not fit: a slip of the hand
    FORGED = "forged"  # they fit, but nobody with the key has sealed it
    UNKNOWN = "unknown"  # sealed with our key, but not in this registry


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map, WGS84 degrees."""

    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class CodeReading:
    """A code as read. `token` is its canonical form, None when mistyped.

    `code_id`, `compound_name` and `place` are known for genuine and withdrawn codes only;
    `replacement_place` says where the code that replaces a withdrawn one hangs, None without one.
    """

    state: ReadState
    token: str | None = None
    code_id: UUID | None = None
    compound_name: str = ""
    place: str = ""
    replacement_place: str | None = None


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """What a genuine code leads to on a day: the compound, who serves it, whom to call.

    Without a contract on that day there is no company, fee or desk. `fee` is in yuan per square
    metre and month; `contract_until` is the contract's last day, None when it has no end.
    """

    code_id: UUID
    token: str
    place: str
    compound_id: UUID
    compound_name: str
    address: str
    scope_id: int
    subdistrict_name: str
    committee_name: str | None
    area_id: UUID | None
    area_name: str | None
    company_id: UUID | None
    company_name: str | None
    duty_phone: str
    desk_hours: str
    fee: Decimal | None
    contract_until: date | None
    manager_person_id: UUID | None


@dataclass(frozen=True, slots=True)
class CompoundLine:
    """A compound as a list shows it."""

    id: UUID
    name: str
    address: str
    subdistrict_code: str
    subdistrict_name: str
    subdistrict_basis: Basis
    scope_id: int


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to be added; `area` in m², None while nobody knows it."""

    number: str
    area: Decimal | None
    use: UnitUse = UnitUse.DWELLING
    tenure: Tenure = Tenure.COMMODITY


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit on a day: what it is called, its area in m², the parties that own it.

    `share` is what the owners hold together, 0 to 1; `owners` are sorted ids of parties.
    """

    unit_id: UUID
    compound: str
    building: str
    entrance: str
    number: str
    area: Decimal | None
    use: UnitUse
    tenure: Tenure
    owners: tuple[UUID, ...]
    share: Fraction
    developer_stock: bool

    @property
    def label(self) -> str:
        return " ".join(part for part in (self.building, self.entrance, self.number) if part)


class GapKind(StrEnum):
    NO_AREA = "no_area"
    NO_OWNER = "no_owner"
    SHARE_MISSING = "share_missing"


@dataclass(frozen=True, slots=True)
class Gap:
    """What keeps a unit off the roll."""

    unit: UnitFacts
    kind: GapKind


@dataclass(frozen=True, slots=True)
class RollLine:
    """A unit on a roll; `number` is its place there, `area` in m²."""

    number: int
    unit_id: UUID
    label: str
    area: Decimal
    owners: tuple[UUID, ...]
    developer_stock: bool


@dataclass(frozen=True, slots=True)
class NewBallot:
    """A paper to be recorded: of which head, what it says; `mandate` is a number, not a name.

    `head` is as typed: the number of a line on the roll, or what its unit is called. `another`:
    a second paper of a head that has one already came in.
    """

    head: str
    choice: str
    by_proxy: bool = False
    mandate: str = ""
    another: bool = False


@dataclass(frozen=True, slots=True)
class SlipReading:
    """A slip's code as read; the places are known unless it is unknown."""

    state: SlipState
    slip_id: UUID | None = None
    compound: str = ""
    unit: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewSlip:
    """A slip to be printed: `code` is known only now."""

    compound: str
    unit: str
    code: str = field(repr=False)
