"""What a comparison can observe."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ReasonCode(StrEnum):
    """What was observed; beside it its parameters."""

    # Names of both kinds
    SAME_NAME = "same_name"  # name; none if it is an address
    ALIAS_EQUAL = "alias_equal"  # name
    SAME_BRAND = "same_brand"  # brand
    SAME_SOUND = "same_sound"  # left, right
    SIMILAR_SOUND = "similar_sound"  # left, right: zh for z, ing for in
    SIMILAR_SHAPE = "similar_shape"  # left, right: 锦 for 绵
    ONE_CHARACTER = "one_character"  # left, right
    OPPOSITE = "opposite"  # left, right: they differ by 东 and 西, 新 and 老
    EXTRA_WORDS = "extra_words"  # words
    KNOWN_PREFIX = "known_prefix"  # words: a developer or an area before the name
    SWAPPED_WORDS = "swapped_words"  # left, right
    ALIKE = "alike"  # percent
    OTHER_NAME = "other_name"  # left, right
    OTHER_NUMERAL = "other_numeral"  # left, right
    # Compounds
    KIND_LEFT_OUT = "kind_left_out"  # kind
    GENERIC_KIND = "generic_kind"  # kind: 小区 for it
    OTHER_KIND = "other_kind"  # left, right
    OTHER_PART = "other_part"  # left, right: 一村 and 二村, 东区 and 西区, (公寓) and (别墅)
    PART_OF = "part_of"  # part
    OTHER_REMARK = "other_remark"  # left, right
    ADDRESS_FOR_NAME = "address_for_name"  # one is only called by its lane
    SAME_SPOT = "same_spot"  # nothing to compare but the place, and that is the same
    # Companies
    PLACE_LEFT_OUT = "place_left_out"  # place
    OTHER_PLACE = "other_place"  # left, right
    INDUSTRY_LEFT_OUT = "industry_left_out"  # industry
    INDUSTRY_SHORTENED = "industry_shortened"  # left, right: 物业 for 物业管理
    INDUSTRY_REWORDED = "industry_reworded"  # left, right: 物业服务 for 物业管理
    OTHER_INDUSTRY = "other_industry"  # left, right
    OTHER_LEGAL_FORM = "other_legal_form"  # left, right
    GROUP_OR_MEMBER = "group_or_member"
    GROUP_LEFT_OUT = "group_left_out"  # group
    OTHER_GROUP = "other_group"  # left, right
    BRANCH_OF = "branch_of"  # branch
    OTHER_BRANCH = "other_branch"  # left, right
    # Where they are
    SAME_ADDRESS = "same_address"
    ADDRESS_IN_PART = "address_in_part"  # a building of it, or another part of the lane
    OTHER_ADDRESS = "other_address"
    OTHER_DISTRICT = "other_district"  # left, right
    NEAR = "near"  # metres
    APART = "apart"  # metres
    FAR = "far"  # metres


@dataclass(frozen=True, slots=True)
class Reason:
    """One observation: its code and, for the page to put in words, what was found."""

    code: ReasonCode
    params: Mapping[str, str | int]

    def as_data(self) -> dict[str, str | int]:
        """Return the reason as one flat mapping for JSON, the code under "code"."""
        return {"code": self.code.value, **self.params}
