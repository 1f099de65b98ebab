"""Names of compounds taken apart: brand, kind, and what tells one part from the next."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from mashangban.core.text.addresses import ROAD_ENDS, Address, parse_addresses
from mashangban.core.text.folding import fold_name
from mashangban.core.text.places import present_district, without_place
from mashangban.core.text.words import packaged_words

# Two lists of names in use at once; a bound, because names come from outside.
REMEMBERED = 50_000
# What is left must be a name: 花园 and 新村 alone would be all kind and no brand.
LEAST_BRAND = 2
DIRECTIONS = "东南西北中"


class Unit(StrEnum):
    """What tells the parts of one compound, or neighbours of one brand, apart."""

    VILLAGE = "village"  # 一村, 第一小区
    PHASE = "phase"  # 二期
    SECTION = "section"  # 3区, A座
    DIRECTION = "direction"  # 东区, 东苑
    BUILDING = "building"  # 5号楼
    HOUSES = "houses"  # 12-20号
    TYPE = "type"  # (公寓) beside (别墅)


@dataclass(frozen=True, slots=True)
class CompoundName:
    """A name read; every text is folded.

    `kinds`: 花园, 公寓 … in their order. `generic`: it said 小区 or the like. `addresses`: those in
    the name itself; a name that is nothing else has no `brand`. `others`: names that stood in
    brackets; `remarks`: what else did.
    """

    brand: str
    kinds: tuple[str, ...] = ()
    generic: bool = False
    parts: tuple[tuple[Unit, str], ...] = ()
    district: str = ""
    addresses: tuple[Address, ...] = ()
    remarks: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "CompoundName":
        """Read a name as people write it; anything can be read, if only as a brand."""
        return _parsed(fold_name(text))

    @property
    def whole(self) -> str:
        """Return brand and kinds, without what tells parts apart."""
        return self.brand + "".join(self.kinds)


# The side of a street, (单) or (双), belongs to the house numbers before it.
_BRACKET = re.compile(r"\((?![单双]\))([^()]*)\)")


@lru_cache(maxsize=REMEMBERED)
def _parsed(folded: str) -> CompoundName:
    bare, brackets = _without_brackets(folded)
    placed = without_place(bare)
    name, addresses = _without_addresses(placed.rest)
    tail = _Tail(name, least_brand=0)
    if tail.brand or not addresses:  # more than a kind behind an address, as in 枕溪路20弄洋房
        tail = _Tail(name, least_brand=LEAST_BRAND)
    inside = _Brackets(brackets)
    return CompoundName(
        brand=tail.brand,
        kinds=tail.kinds,
        generic=tail.generic,
        parts=tuple(sorted({**dict(tail.parts), **dict(inside.parts)}.items())),
        district=placed.district or inside.district,
        addresses=(*addresses, *inside.addresses),
        remarks=tuple(inside.remarks),
        others=tuple(inside.others),
    )


def _without_brackets(text: str) -> tuple[str, list[str]]:
    """Return `text` without its brackets, and what stood in them; a name all in brackets bare."""
    rest = _BRACKET.sub("", text)
    return (rest, _BRACKET.findall(text)) if rest else (text.strip("()"), [])


def _without_addresses(text: str) -> tuple[str, tuple[Address, ...]]:
    """Return what is left for a name, and the addresses in it.

    松涛路88弄小区 is an address, 松涛路88弄听松花园 and 听松花园松涛路88弄 have one beside the
    name; but the numbers of 听松一村12-20号 belong to the name.
    """
    if behind := _address_behind().fullmatch(text):
        return behind["name"], parse_addresses(behind["address"]).addresses
    located = parse_addresses(text)
    on_roads = [address for address in located.addresses if address.road[-1] in ROAD_ENDS]
    if len(on_roads) < len(located.addresses):
        return text, located.addresses
    return located.rest.lstrip(","), located.addresses


@cache
def _address_behind() -> re.Pattern[str]:
    words = packaged_words()
    ends = "|".join(word for word in (*words.kinds, *words.generic) if len(word) > 1)
    return re.compile(rf"(?P<name>.+?(?:{ends}))(?P<address>\D+?[路街道]\d+[弄号].*)")


class _Tail:
    """A name read from its end: parts, kinds and generic words, until the brand is left."""

    def __init__(self, text: str, *, least_brand: int) -> None:
        self.brand = text
        self.kinds: tuple[str, ...] = ()
        self.generic = False
        self.parts: list[tuple[Unit, str]] = []
        self._least_brand = least_brand
        while self._take_part() or self._take_numbered() or self._take_word():
            pass

    def _take_part(self) -> bool:
        for unit, pattern in _PARTS:
            match = pattern.search(self.brand)
            if match and match.start() >= min(1, self._least_brand):
                return self._take(match.start(), part=(unit, match["value"]))
        return False

    def _take_numbered(self) -> bool:
        match = _numbered_kind().search(self.brand)
        if match and match.start() >= min(1, self._least_brand):
            self._take(match.start(), part=(Unit.VILLAGE, match["value"]), word=match["kind"])
            # 听松新村一村 is 听松一村, whose full name would be 听松第一新村.
            self.brand = self.brand.removesuffix("新村") or self.brand
            return True
        match = _directed_kind().search(self.brand)
        if match and match.start() >= LEAST_BRAND and not _ends_in_place(self.brand, match):
            part = (Unit.DIRECTION, match["value"])
            return self._take(match.start(), part=part, word=match["kind"])
        return False

    def _take_word(self) -> bool:
        words = packaged_words()
        for word in (*words.generic, *words.kinds):
            if self.brand.endswith(word) and len(self.brand) - len(word) >= self._least_brand:
                return self._take(len(self.brand) - len(word), word=word)
        return False

    def _take(self, end: int, *, part: tuple[Unit, str] | None = None, word: str = "") -> bool:
        self.brand = self.brand[:end]
        if part:
            self.parts.append(part)
        if word in packaged_words().generic:
            self.generic = True
        elif word:
            self.kinds = (_FULL_KINDS.get(word, word) if part else word, *self.kinds)
        return True


_PARTS = tuple(
    (unit, re.compile(rf"(?P<value>{value})(?:{counted})$"))
    for unit, value, counted in (
        (Unit.PHASE, r"\d+", "期|期工程"),
        (Unit.SECTION, r"(?<![A-Z])[A-Z]|\d+|[甲乙丙丁金银]", "区|座|块|地块|组团|标段|型"),
        (Unit.SECTION, r"\d+", "街坊|坊"),
        (Unit.DIRECTION, rf"[{DIRECTIONS}]{{1,2}}", "区|块|片|部|院|侧|座"),
        (Unit.BUILDING, r"\d+(?:[,\-]\d+)*", "号楼|号院"),
        (Unit.HOUSES, r"\d+[\d,号\-]*", "号"),
        (Unit.PHASE, r"(?<=[园苑村寓区城楼])\d+", ""),
    )
)
# What a numbered kind is short for.
_FULL_KINDS = {"村": "新村"}


@cache
def _numbered_kind() -> re.Pattern[str]:
    words = packaged_words()
    kinds = "|".join((*words.generic, *words.kinds))
    return re.compile(rf"(?P<value>\d+)(?P<kind>{kinds})$")


@cache
def _directed_kind() -> re.Pattern[str]:
    kinds = "|".join(packaged_words().kinds)
    return re.compile(rf"(?P<value>[{DIRECTIONS}])(?P<kind>{kinds})$")


def _ends_in_place(brand: str, match: re.Match[str]) -> bool:
    """Say whether the direction is the end of a place's name: 湖北公寓."""
    words = packaged_words()
    return brand[: match.end("value")].endswith((*words.prefixes, *words.places))


class _Brackets:
    """What stood in brackets, sorted by what it says."""

    def __init__(self, contents: Iterable[str]) -> None:
        self.parts: list[tuple[Unit, str]] = []
        self.district = ""
        self.addresses: list[Address] = []
        self.remarks: list[str] = []
        self.others: list[str] = []
        for content in contents:
            self._sort(content)

    def _sort(self, content: str) -> None:
        words = packaged_words()
        part = _lone_part(content)
        located = parse_addresses(content)
        district = content.removesuffix("区")
        if part:
            self.parts.append(part)
        elif located.addresses:
            self.addresses += located.addresses
        elif district in words.districts or district in words.merged:
            self.district = present_district(district)
        elif name := _NAMED.fullmatch(content):
            self.others.append(name["name"])
        elif content.endswith(tuple(word for word in words.kinds if len(word) > 1)):
            self.others.append(content)
        elif content not in words.generic:
            self.remarks.append(content)


_NAMED = re.compile(r"(?:原名?|又名|别名|曾用名|俗称|现名?)[,:]?(?P<name>.{2,})")
_LONE = (
    (Unit.PHASE, re.compile(r"\d+")),
    (Unit.SECTION, re.compile(r"[A-Z]")),
    (Unit.DIRECTION, re.compile(rf"([{DIRECTIONS}]{{1,2}})[苑园里村楼]?")),
)


def _lone_part(content: str) -> tuple[Unit, str] | None:
    """Return the part that bracketed `content` names, in which no brand stands in front."""
    if content in packaged_words().building_types:
        return Unit.TYPE, content
    for unit, pattern in _LONE:
        if match := pattern.fullmatch(content):
            return unit, match[match.lastindex or 0]
    for unit, pattern in _PARTS:
        if match := pattern.fullmatch(content):
            return unit, match["value"]
    return None
