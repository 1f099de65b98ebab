"""Plain data of the registry."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
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


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map, WGS84 degrees."""

    longitude: float
    latitude: float


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
