"""What the components of `templatetags.kit` draw: plain data with ready strings.

Presenters build these; templates only place them. Texts are already translated, formatted and
shortened; nothing here asks the database, the clock or the settings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias
from urllib.parse import urlsplit


class ClockState(StrEnum):
    """How a deadline stands; each has its own shape besides its colour."""

    OK = "ok"
    SOON = "soon"
    LATE = "late"
    HOLD = "hold"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline. `percent` of the time is used (0-100), drawn for OK and SOON."""

    state: ClockState
    text: str
    percent: int = 0


@dataclass(frozen=True, slots=True)
class Track:
    """Time used against time allowed. `due_percent` is where the deadline lies on the bar."""

    used_percent: float
    due_percent: float
    text: str


class SeverityLevel(StrEnum):
    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class Severity:
    """How pressing a report is; NORMAL is not drawn."""

    level: SeverityLevel
    text: str


class GradeLevel(StrEnum):
    """Rank of a grade from best to worst; N is "not graded this time"."""

    A = "a"
    B = "b"
    C = "c"
    D = "d"
    N = "n"


@dataclass(frozen=True, slots=True)
class Grade:
    level: GradeLevel
    text: str


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo with what a blind reader should hear. `url` leads to the full picture."""

    thumbnail_url: str
    alt: str
    url: str = ""
    caption: str = ""


class Tone(StrEnum):
    """The mark before an entry of a history, or the state of a step."""

    DONE = "done"
    NOW = "now"
    LATE = "late"
    TODO = "todo"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened. `when` is a phrase ("today 10:20"), `who` a name fit to be shown."""

    title: str
    when: str
    who: str = ""
    text: str = ""
    photos: Sequence[Photo] = ()
    photos_caption: str = ""
    tone: Tone = Tone.DONE


@dataclass(frozen=True, slots=True)
class Step:
    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a group of tiles; `icon` is a name of tools/assets/icons.txt."""

    value: str
    label: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Masked:
    """Personal data shown in part. `reveal_url` leads to the page that asks for a reason."""

    text: str
    reveal_url: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and its value. A `Masked` value gets its reveal link."""

    term: str
    value: str | Masked
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    text: str
    url: str
    count: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter. A chosen one leads to the page without it; `dot` colours it like a clock."""

    text: str
    url: str
    count: str = ""
    chosen: bool = False
    dot: ClockState | None = None


@dataclass(frozen=True, slots=True)
class FilterGroup:
    label: str
    chips: Sequence[Chip]


@dataclass(frozen=True, slots=True)
class Pager:
    """Key-set pages: where before and after lie; an empty address means there is none."""

    summary: str
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """The cell of a table that leads to its row's page: how pressing, what, what was said."""

    url: str
    text: str
    said: str = ""
    severity: Severity | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """The cell of a table that leads to something beside its row."""

    text: str
    url: str


Cell: TypeAlias = str | Clock | Grade | Matter | Link


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; on the phone a `labelled` one says its heading before each value.

    `classes` are those of its cells: muted, s2, num, msb-nowrap, no-phone and the like.
    """

    heading: str
    classes: str = ""
    labelled: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A list: every row has a cell for each column. `classes` are those of the whole table.

    `keys`, one a row, say what each row is about, for scripts: a map shows what its list names.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    classes: str = ""
    keys: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the side menu; `hot` counts are late things."""

    label: str
    url: str
    icon: str
    count: str = ""
    current: bool = False
    hot: bool = False


@dataclass(frozen=True, slots=True)
class NavSection:
    """A group of the side menu; the first one usually has no label."""

    items: Sequence[NavItem]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A link that does the next thing, drawn as a button."""

    label: str
    url: str
    icon: str = ""


class LayerKind(StrEnum):
    """How a layer of a map is drawn."""

    AREAS = "areas"  # outlines with their names
    POINTS = "points"  # dots, smaller the more there are; names when one looks closely
    COUNTS = "counts"  # open circles, larger for more
    ALARMS = "alarms"  # solid dots with a white ring and their number


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of a map as drawn. `url` gives its GeoJSON, `colour` is the name of a token.

    Features carry `id` and `name`; `count` names the property with the figure of COUNTS and
    ALARMS. `says` is a sentence about one feature, `opens` the address of its page, both with
    {property} for what the feature carries; an empty one is left out.
    """

    id: str
    title: str
    kind: LayerKind
    url: str
    colour: str
    count: str = ""
    says: str = ""
    opens: str = ""
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Tiles:
    """A tile server as ground of all maps: address with {z}, {x}, {y}, its owner, its 审图号."""

    url: str
    attribution: str
    approval: str

    @property
    def origin(self) -> str:
        """Return scheme and host, as the content policy names them."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True, slots=True)
class Map:
    """A map; `label` says of what. Beside it stands a list that tells the same in words."""

    label: str
    layers: Sequence[Layer]
    tiles: Tiles | None = None
