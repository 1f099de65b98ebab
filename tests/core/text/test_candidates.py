"""The index finds every pair that comparing each with each would not call different."""

import itertools
from collections.abc import Callable
from random import Random

import pytest

from mashangban.core.text import (
    Kind,
    ReasonCode,
    Record,
    Verdict,
    candidates,
    compare_companies,
    compare_compounds,
)

HAN = "听松淞榆荫云锦绵望溪鹭汀砚池采薇柳浦半亩棹歌晴耕疏桐荻花雁回初雪月白竹影稻金京晶紫兰"
ROADS = ("松涛路", "淞涛路", "枕溪路", "枕溪东路", "鹭汀路")


def brand(random: Random) -> str:
    return "".join(random.choices(HAN, k=random.choice((2, 2, 3, 4))))


def lane(random: Random) -> str:
    return f"{random.choice(ROADS)}{random.randrange(1, 30)}弄"


def compound(random: Random) -> Record:
    kind = random.choice(("花园", "花苑", "公寓", "小区", "一村", "", "大楼", "花园一期"))
    name = random.choice((brand(random) + kind, brand(random) + kind, lane(random)))
    aliases = (brand(random) + kind,) if random.random() < 0.2 else ()
    return Record(name, aliases, random.choice(("", lane(random))))


def company(random: Random) -> Record:
    place, trade, form = (
        random.choice(words)
        for words in (
            ("上海", "", "苏州"),
            ("物业管理", "物业", "物业服务", "保安服务"),
            ("有限公司", "公司", ""),
        )
    )
    former = (f"{brand(random)}{trade}",) if random.random() < 0.2 else ()
    return Record(place + brand(random) + trade + form, former, "松涛路8号")


def mistyped(name: str, random: Random) -> str:
    place = random.randrange(len(name))
    return random.choice(
        (
            name[:place] + random.choice(HAN) + name[place + 1 :],
            name[:place] + random.choice(HAN) + name[place:],
            name[:place] + name[place + 1 :] or name,
            random.choice(("万科", "中山公园", "上海", "新", "望溪")) + name,
            name + random.choice(("小区", "公寓", "二期", "(东区)", "5号楼")),
            name.replace("花园", "花苑").replace("小区", ""),
        )
    )


def sample(random: Random, make: Callable[[Random], Record]) -> list[Record]:
    """Return 60 invented records, and twice 60 whose names were mistyped."""
    records = [make(random) for _ in range(60)]
    once = [Record(mistyped(record.name, random), record.aliases) for record in records]
    twice = [Record(mistyped(record.name, random), (), record.address) for record in once]
    return records + once + twice


@pytest.mark.parametrize("seed", range(3))
def test_no_pair_of_compounds_is_missed(seed: int) -> None:
    records = sample(Random(seed), compound)
    found = set(candidates(records, kind=Kind.COMPOUND))
    alike = set()
    for (one, left), (other, right) in itertools.combinations(enumerate(records), 2):
        # At one spot: nothing makes names more alike than that.
        comparison = compare_compounds(left, right, distance_m=0)
        by_place_alone = ReasonCode.SAME_SPOT in {reason.code for reason in comparison.reasons}
        if comparison.verdict is not Verdict.DIFFERENT and not by_place_alone:
            alike.add((one, other))
    assert len(alike) > 60
    assert alike <= found
    assert len(found) < 0.1 * len(records) * (len(records) - 1) / 2


@pytest.mark.parametrize("seed", range(3))
def test_no_pair_of_companies_is_missed(seed: int) -> None:
    records = sample(Random(seed), company)
    found = set(candidates(records, kind=Kind.COMPANY))
    alike = {
        (one, other)
        for (one, left), (other, right) in itertools.combinations(enumerate(records), 2)
        if compare_companies(left, right).verdict is not Verdict.DIFFERENT
    }
    assert len(alike) > 40
    assert alike <= found
    assert len(found) < 0.1 * len(records) * (len(records) - 1) / 2


def test_two_lists_are_found_in_each_other_as_one_list_in_itself() -> None:
    records = sample(Random(7), compound)
    within = set(candidates(records, kind=Kind.COMPOUND))
    between = set(candidates(records, records, kind=Kind.COMPOUND))
    assert {(one, other) for one, other in between if one < other} == within
    assert {(one, one) for one in range(len(records))} <= between
    assert between == {(other, one) for one, other in between}


def test_pairs_come_in_order_and_once() -> None:
    records = sample(Random(8), compound)
    pairs = list(candidates(records, kind=Kind.COMPOUND))
    assert pairs == sorted(set(pairs))


def test_an_address_finds_what_no_name_would() -> None:
    left = [Record("听松花园", address="松涛路8弄1-9号"), Record("榆荫公寓")]
    right = [Record("望溪新苑"), Record("松涛路8弄"), Record("松涛路9弄")]
    assert list(candidates(left, right, kind=Kind.COMPOUND)) == [(0, 1)]


def test_nothing_is_found_in_nothing() -> None:
    assert list(candidates([], kind=Kind.COMPOUND)) == []
    assert list(candidates([Record("听松")], [], kind=Kind.COMPANY)) == []
    assert list(candidates([Record("")], [Record("")], kind=Kind.COMPOUND)) == []
