"""Plain data of the registry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Final
from uuid import UUID

from mashangban.audit.types import EntryRow
from mashangban.core.coordinates import Point as Point
from mashangban.kit.as_of import AsOf
from mashangban.kit.slots import Viewer

if TYPE_CHECKING:
    from mashangban.registry.queries import CompoundDetail

# Bounds of what can be, wide enough for the merely unusual: they catch slips of the hand, such as
# year 0 or a figure with three digits too many.
OLDEST_YEAR: Final = 1840
YEARS_AHEAD: Final = 5  # sheets list what is still being built
MOST_HOUSEHOLDS: Final = 50_000
LONGEST_NAME: Final = 80
LONGEST_ADDRESS: Final = 160


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


class AliasKind(StrEnum):
    """What kind of name a compound has beside its own."""

    FORMER = "former"
    COMMON = "common"  # what people say
    OFFICIAL = "official"  # as registered with the office of place names
    OTHER = "other"


class HousingType(StrEnum):
    """What housing a compound mostly is, by how it came to be owned."""

    COMMODITY = "commodity"  # 商品房
    SOLD_PUBLIC = "sold_public"  # 售后公房
    PUBLIC = "public"  # 直管公房
    ENTERPRISE = "enterprise"  # 系统公房
    AFFORDABLE = "affordable"  # 保障房
    MIXED = "mixed"
    OTHER = "other"


class ProtectionKind(StrEnum):
    """Under which law a building is protected."""

    HISTORIC = "historic"  # 优秀历史建筑
    RELIC = "relic"  # 文物


class FacilityKind(StrEnum):
    LIFT = "lift"
    PUMP = "pump"
    GATE = "gate"
    FIRE = "fire"  # hydrants, alarms, the control room
    POWER = "power"  # distribution boxes, chargers
    PLAY = "play"  # playgrounds, fitness
    WASTE = "waste"
    OTHER = "other"


class Ownership(StrEnum):
    """Whose a company is (企业性质)."""

    MUNICIPAL = "municipal"  # 市属国企
    DISTRICT = "district"  # 区属国企
    PRIVATE = "private"
    FOREIGN = "foreign"
    COLLECTIVE = "collective"
    OTHER = "other"


class SuccessionKind(StrEnum):
    RENAME = "rename"  # registered anew under another name
    MERGER = "merger"
    SPLIT = "split"
    TAKEOVER = "takeover"


class FeeBasis(StrEnum):
    """Who bears surplus and loss (收费方式)."""

    LUMP_SUM = "lump_sum"  # 包干制: the company
    REMUNERATION = "remuneration"  # 酬金制: the owners


class AreaChangeKind(StrEnum):
    MERGE = "merge"
    SPLIT = "split"


class CommitteeState(StrEnum):
    """How it stands with the owners' committee of an area on a day."""

    SERVING = "serving"
    REELECTION = "reelection"  # 换届改选: a re-election group is at work
    EXPIRED = "expired"  # the term ran out and nobody has been elected
    NONE = "none"


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


class PlaceKind(StrEnum):
    """What stands in a compound; the value is part of its address."""

    BUILDING = "building"
    ENTRANCE = "entrance"
    FACILITY = "facility"


class CodeTarget(StrEnum):
    """What a code belongs to."""

    COMPOUND = "compound"  # 小区码
    ENTRANCE = "entrance"  # 门牌码
    FACILITY = "facility"  # 设施码


class WithdrawReason(StrEnum):
    """Why a code is no longer used."""

    DAMAGED = "damaged"  # torn, faded, painted over
    LOST = "lost"
    PASTED_OVER = "pasted_over"  # somebody hung another code over it
    MISPLACED = "misplaced"  # it hangs, or leads, elsewhere
    RETIRED = "retired"  # what it belonged to is gone
    OTHER = "other"


class SheetLayout(StrEnum):
    """How codes come on paper, always A4."""

    SHEET = "sheet"  # one code a page
    STICKERS = "stickers"  # eight, 105 by 74 mm each


class SheetState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    EMPTY = "empty"  # there was nothing to print
    FAILED = "failed"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CompoundFacts:
    """What is known of a compound beside its administration; `floor_area` in m²."""

    name: str
    address: str = ""
    built_year: int | None = None
    households: int | None = None
    floor_area: Decimal | None = None
    housing_type: HousingType | None = None


@dataclass(frozen=True, slots=True)
class CodeReading:
    """A code as read. `token` is its canonical form, None when mistyped.

    `code_id`, `compound_name` and `place` are known for genuine and withdrawn codes only;
    `replacement_token` and `replacement_place` are those of the code in use that has replaced a
    withdrawn one, at last if several have; None without one.
    """

    state: ReadState
    token: str | None = None
    code_id: UUID | None = None
    compound_name: str = ""
    place: str = ""
    replacement_token: str | None = None
    replacement_place: str | None = None


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """What a genuine code leads to on a day: the compound, who serves it, whom to call.

    `place` is where the code hangs: "6 号楼 12 号", "1 号电梯 · 6 号楼 12 号", "" for the whole
    compound; `facility_kind` is known for the codes of facilities. Without a contract on that day
    there is no company, fee or desk. `fee` is in yuan per square metre and month; `contract_until`
    is the contract's last day, None when it has no end.
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
    target: CodeTarget = CodeTarget.COMPOUND
    facility_kind: FacilityKind | None = None


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


def lane_words(road: str, number: str) -> str:
    """Return a lane as an address has it: 松涛路 318 弄."""
    return f"{road} {number} 弄"  # verbatim: as on the plate of the lane


@dataclass(frozen=True, slots=True)
class CompoundVisit:
    """The page of a compound as its panels see it: what, as of when, for whom.

    `allowed` is what the viewer may there, `history` the trail up to the day, the latest first,
    `names` those of the persons in it and of the manager.
    """

    compound: "CompoundDetail"
    as_of: AsOf
    viewer: Viewer
    allowed: frozenset[str]
    history: tuple[EntryRow, ...]
    names: Mapping[UUID, str]


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


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A code as lists and its page show it; `place` as in `ReportPlace`.

    `replacement_id` is the code that was issued in its place, whatever became of that one.
    """

    id: UUID
    token: str
    place: str
    target: CodeTarget
    facility_kind: FacilityKind | None
    state: CodeState
    issued_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str
    replacement_id: UUID | None
    compound_id: UUID
    compound_name: str
    scope_id: int


@dataclass(frozen=True, slots=True)
class CodedCompound:
    """A compound with how many of its places have a code in use, and how many there are."""

    id: UUID
    name: str
    pinyin: str
    scope_id: int
    subdistrict_name: str
    compound_codes: int
    entrances: int
    entrance_codes: int
    facilities: int
    facility_codes: int


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """A job that draws sheets, as its page shows it; see `models.SheetJob`."""

    id: UUID
    scope_id: int
    scope_label: str
    layout: SheetLayout
    target: CodeTarget | None
    state: SheetState
    asked_at: datetime
    codes: int
    pages: int
    unprintable: tuple[tuple[str, str], ...]
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A building, entrance or facility; `words` say where it is: "1 号电梯 · 6 号楼 12 号"."""

    kind: PlaceKind
    id: UUID
    words: str
    compound_id: UUID
    compound_name: str
    scope_id: int
    facility_kind: FacilityKind | None = None
