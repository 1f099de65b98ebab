"""Plain data of the registry."""

from dataclasses import dataclass
from datetime import date
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
