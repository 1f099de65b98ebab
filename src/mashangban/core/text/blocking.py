"""Which pairs of two long lists are worth comparing.

Comparing each with each would be 324 million comparisons for two lists of 18,000. An inverted
index of syllable pairs finds those that can be alike; the rest share too little to be more than
different.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import ceil

from mashangban.core.text.addresses import parse_addresses
from mashangban.core.text.companies import CompanyName
from mashangban.core.text.compounds import CompoundName
from mashangban.core.text.records import Record
from mashangban.core.text.sounds import blurred, sounds, without_look_alikes
from mashangban.core.text.words import packaged_words

Token = tuple[str, ...]
View = frozenset[Token]

# Every pair that a comparison can call more than different has brands whose syllable pairs are at
# least this much alike (Dice). The least are one syllable put into three: {AB, BC, A_C} and
# {AX, XB, BC, A_B, X_C} have one pair of eight in common, twice that is a quarter.
LEAST_ALIKE = 0.25


class Kind(StrEnum):
    COMPOUND = "compound"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class _Keys:
    """What a record is found by: a set of syllable pairs for each of its names, and its lanes."""

    views: frozenset[View]
    lanes: frozenset[Token]


def candidates(
    left: Sequence[Record], right: Sequence[Record] | None = None, *, kind: Kind
) -> Iterator[tuple[int, int]]:
    """Yield the pairs of places in `left` and `right` that are worth comparing, in order.

    Without `right`, the pairs within `left`, each once. Pairs that only their points connect are
    not found; those are for a search by distance. The work is n log n to make the index, and then
    grows with the number of pairs that share a pair of syllables: names that are all alike are
    quadratic, because each pair of them has to be compared.
    """
    keys_of = _compound_keys if kind is Kind.COMPOUND else _company_keys
    mine = [keys_of(record) for record in left]
    index = _Index(mine if right is None else [keys_of(record) for record in right])
    for place, keys in enumerate(mine):
        for other in sorted(index.alike(keys)):
            if right is not None or place < other:
                yield place, other


class _Index:
    """Records by the syllable pairs of their names and by their lanes."""

    def __init__(self, records: Sequence[_Keys]) -> None:
        self._records_of: defaultdict[View, list[int]] = defaultdict(list)
        self._on_lane: defaultdict[Token, list[int]] = defaultdict(list)
        for place, keys in enumerate(records):
            for view in keys.views:
                self._records_of[view].append(place)
            for lane in keys.lanes:
                self._on_lane[lane].append(place)
        # One entry for all that bear one brand.
        self._frequency = Counter(token for view in self._records_of for token in view)
        self._views_with: defaultdict[Token, list[View]] = defaultdict(list)
        for view in self._records_of:
            for token in self._telling(view):
                self._views_with[token].append(view)

    def alike(self, keys: _Keys) -> set[int]:
        """Return the places of the records that `keys` could be the same as."""
        places: set[int] = set()
        for lane in keys.lanes:
            places.update(self._on_lane.get(lane, ()))
        for view in keys.views:
            near = {found for token in self._telling(view) for found in self._with(token)}
            for found in near:
                if 2 * len(view & found) >= LEAST_ALIKE * (len(view) + len(found)):
                    places.update(self._records_of[found])
        return places

    def _with(self, token: Token) -> Iterable[View]:
        return self._views_with.get(token, ())

    def _telling(self, view: View) -> list[Token]:
        """Return the rarest tokens of `view`, as many as suffice.

        Two sets that are alike enough have so many tokens in common that, all tokens sorted by
        their rarity, the common ones cannot all lie behind these (prefix filtering).
        """
        in_common = ceil(LEAST_ALIKE * len(view) / (2 - LEAST_ALIKE))
        by_rarity = sorted(view, key=lambda token: (self._frequency[token], token))
        return by_rarity[: len(view) - in_common + 1]


def _compound_keys(record: Record) -> _Keys:
    main = CompoundName.parse(record.name)
    others = (*main.others, *record.aliases)
    names = [main, *(CompoundName.parse(name) for name in others)]
    brands = {name.brand for name in names if name.brand}
    brands |= {shorter for brand in brands for shorter in _without_prefix(brand)}
    addresses = [address for name in names for address in name.addresses]
    addresses += parse_addresses(record.address).addresses
    return _Keys(
        views=_views(brands),
        lanes=frozenset((*sounds(address.road), str(address.lane)) for address in addresses),
    )


def _company_keys(record: Record) -> _Keys:
    main = CompanyName.parse(record.name)
    others = (*main.others, *record.aliases)
    brands = {main.brand} | {CompanyName.parse(name).brand for name in others}
    return _Keys(views=_views(brands), lanes=frozenset())


def _views(brands: Iterable[str]) -> frozenset[View]:
    """Return each brand as it sounds, and as it sounds if it was misread."""
    spelt = {spelling for brand in brands for spelling in (brand, without_look_alikes(brand))}
    return frozenset(_tokens(blurred(spelling)) for spelling in spelt if spelling)


def _without_prefix(brand: str) -> Iterator[str]:
    for prefix in packaged_words().prefixes:
        if brand.startswith(prefix) and brand != prefix:
            yield brand.removeprefix(prefix)


def _tokens(syllables: Token) -> View:
    """Return the pairs of neighbours, and of those with one syllable between them.

    The latter are what is left of three syllables when the one in the middle was mistyped.
    """
    if len(syllables) == 1:
        return frozenset({syllables})
    pairs = pairwise(syllables)
    apart = ((one, "", other) for one, other in zip(syllables, syllables[2:], strict=False))
    return frozenset((*pairs, *apart))
