"""What each observation weighs: every threshold of the comparisons, in one place.

A comparison begins with 100 points. Each observation adds or takes away points, so that two slips
are worse than one; then a floor lifts and a bar cuts off what has come out. The figures are our own
judgement (示例: no document rules them): first that a wrong "same" joins two compounds in silence
and costs more than a question to a person, then how names vary.
"""

from dataclasses import dataclass

FULL = 100
# From here on records may be joined without asking: one slip at most, and something that speaks
# for its being one.
SAME_FROM = 85
# From here on a person is asked. One strong doubt brings an equal name down to here, not below.
DOUBTFUL_FROM = 50


@dataclass(frozen=True, slots=True)
class Weight:
    """What an observation does to the score; what it leaves at its default it does not touch."""

    points: int = 0
    floor: int = 0
    bar: int = FULL


NOTHING = Weight()  # it explains, and costs nothing
# An alias is somebody's word, the name is the register's.
ALIAS_EQUAL = Weight(-5)

# Brands. People type by pinyin: what sounds the same and lies near is the same (78 + 8 = 86).
SAME_SOUND = Weight(-22)
# What sounds or looks only similar may be a slip too; in two characters it is often another name.
SIMILAR = Weight(-40)
SIMILAR_OF_TWO = Weight(-55)
# One other character in four is a slip, in three perhaps; in two it makes another name.
ONE_CHARACTER = Weight(-40)
ONE_CHARACTER_OF_THREE = Weight(-55)
ONE_CHARACTER_OF_TWO = Weight(-75)
# What is there to tell neighbours apart is no slip.
OPPOSITE = Weight(-75, bar=40)
OTHER_NUMERAL = Weight(bar=20)
# 万科听松 is 听松 as its neighbours say; an unknown word in front may make another compound, one
# behind it mostly does, and companies choose theirs with care.
KNOWN_PREFIX = Weight(-25)
WORDS_IN_FRONT = Weight(-38)
OTHER_WORDS = Weight(-55)
# 听松望溪 is remembered as 望溪听松.
SWAPPED_WORDS = Weight(-35)
# Pairs of characters in common, without any of the above, are worth this share of their likeness.
ALIKE_SHARE = 60
OTHER_NAME = Weight(-FULL)

# Kinds. 听松 for 听松花园 is a habit; 听松小区 may be 听松花园 or stand beside it, but a single
# building is hardly called 小区; 听松公寓 is another than 听松花园. 大楼 and 大厦 are one to most.
KIND_LEFT_OUT = Weight(-22)
CONFUSED_KIND = Weight(-30)
GENERIC_KIND = Weight(-32)
GENERIC_FOR_BUILDING = Weight(-52)
OTHER_KIND = Weight(-60)

# Parts. 一期 and 二期 are two; whether 听松花园 means all or the one, only a person can tell.
OTHER_PART = Weight(bar=20)
PART_OF = Weight(-20, bar=70)
OTHER_REMARK = Weight(bar=60)
# A common alias does not join two parts, or a part and the whole: it may name the whole.
PARTS_UNDER_ONE_ALIAS = Weight(bar=70)

# A compound that a list only calls by its lane, 松涛路133弄, and that lane in the other list.
LANE_NAMED_SAME = Weight(-12)
LANE_NAMED_PART = Weight(-40, bar=70)
LANE_NAMED_OTHER = Weight(-90)
LANE_NAMED_UNKNOWN = Weight(-70)
# Without the other's address its place alone can speak, if it is the same to the listings' error.
SAME_SPOT_M = 60
LANE_NAMED_ON_THE_SPOT = Weight(floor=DOUBTFUL_FROM)

# Addresses. One address under two names is a question: a name may have changed. Two addresses under
# one name are one too, unless they lie near: a compound has many gates, a city many 听松花园.
SAME_ADDRESS = Weight(15, floor=55)
ADDRESS_IN_PART = Weight(5)
OTHER_ADDRESS = Weight(-20)
OTHER_DISTRICT = Weight(bar=30)

# Distances in metres, each up to and with its figure. Points of listings are wrong by 50 to 250 m,
# and a compound may be 600 m from gate to gate.
NEAR_M, CLOSE_M, NEUTRAL_M, APART_M = 100, 300, 600, 2000
NEAR = Weight(15)
CLOSE = Weight(8)
APART = Weight(-20, bar=80)
FAR = Weight(-20, bar=40)
# An address is unique in the city: if it agrees, it is the point that is wrong.
FAR_WITH_ONE_ADDRESS = Weight(-20, bar=70)

# Companies. Within one register no two companies of one trade may bear one brand, unless one has
# invested in the other (《企业名称登记管理规定》 art. 17). So one brand, place and trade is one
# company, even if a word was left out; where words were exchanged it may be such a relative.
# People leave out their own city; a district or another city is named to tell companies apart.
CITY_LEFT_OUT = Weight(-5)
PLACE_LEFT_OUT = Weight(-25)
OTHER_PLACE = Weight(bar=30)
INDUSTRY_SHORTENED = Weight(-10)
INDUSTRY_REWORDED = Weight(-22)
INDUSTRY_LEFT_OUT = Weight(-30)
OTHER_INDUSTRY = Weight(-60)
OTHER_LEGAL_FORM = Weight(-20)
# A group and its member are two; but 甲物业集团 may be what 甲物业 calls itself now.
GROUP_OR_MEMBER = Weight(-60)
GROUP_OF_ONE_TRADE = Weight(-25)
GROUP_LEFT_OUT = Weight(-25)
OTHER_GROUP = Weight(bar=30)
# A branch acts in its own name and its company answers for it (《民法典》 art. 74): two records.
BRANCH_OF = Weight(bar=40)
OTHER_BRANCH = Weight(bar=20)
SAME_COMPANY_ADDRESS = Weight(10)
