"""Names of companies taken apart: place, brand, trade, legal form, branch.

A company's name is 行政区划 + 字号 + 行业 + 组织形式 (《企业名称登记管理规定》, State Council
decree 734, art. 6); the place may stand in brackets behind the brand, and careless writers leave
out all but the brand.
"""

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from mashangban.core.text.folding import fold_name
from mashangban.core.text.places import LEAST_LEFT, Placed, present_district, without_place
from mashangban.core.text.words import packaged_words

# Two lists of names in use at once; a bound, because names come from outside.
REMEMBERED = 50_000
GROUP = "集团"


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A name read; every text is folded, and "" where the name says nothing of it.

    `place`: city or province; `district` within our own city. `group`: whose member the company
    says it is (甲集团乙物业), `is_group` that it is a group itself. `industry` is as written and
    `trade` the group of words it belongs to. `legal_form`: 有限责任公司 is 有限公司; "" for a bare
    公司. `branch`: None for a head office, else what tells the branch from others, "" if nothing
    does. `others`: former names that stood in brackets.
    """

    brand: str
    place: str = ""
    district: str = ""
    group: str = ""
    is_group: bool = False
    industry: str = ""
    trade: str = ""
    legal_form: str = ""
    branch: str | None = None
    others: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "CompanyName":
        """Read a name as people write it; anything can be read, if only as a brand."""
        return _parsed(fold_name(text))


@lru_cache(maxsize=REMEMBERED)
def _parsed(folded: str) -> CompanyName:
    text, inside = _without_brackets(folded)
    head, branch = _without_branch(text + inside.branch)
    head, legal_form = _without_legal_form(head)
    is_group = inside.is_group or head.endswith(GROUP)
    placed = _without_place(head.removesuffix(GROUP))
    group, _, own = placed.rest.rpartition(GROUP)
    brand, industry = _without_industry(own)
    words = packaged_words()
    if group and brand in words.industries:  # 甲集团物业 bears its group's brand …
        brand, industry = group, brand
    elif group and brand in (words.city, *words.places):  # … and so does 甲物业集团上海
        placed = replace(placed, city=brand)
        brand, industry = _without_industry(group)
        group = brand
    return CompanyName(
        brand=brand,
        place=placed.city or inside.place,
        district=placed.district or inside.district,
        group=group,
        is_group=is_group,
        industry=industry,
        trade=words.industries.get(industry, ""),
        legal_form=legal_form or inside.legal_form,
        branch=branch,
        others=inside.others,
    )


@dataclass(frozen=True, slots=True)
class _Inside:
    """What stood in brackets."""

    place: str = ""
    district: str = ""
    is_group: bool = False
    legal_form: str = ""
    branch: str = ""
    others: tuple[str, ...] = ()


_BRACKET = re.compile(r"\(([^()]*)\)")
_FORMER = re.compile(r"(?:原名?|曾用名|更名前|现名?|又名)[,:]?(?P<name>.{2,})")


def _without_brackets(text: str) -> tuple[str, _Inside]:
    inside = _Inside()
    for content in _BRACKET.findall(text):
        inside = _with_content(inside, content)
    return _BRACKET.sub("", text) or text.strip("()"), inside


def _with_content(inside: _Inside, content: str) -> _Inside:
    words = packaged_words()
    if content == GROUP:
        return replace(inside, is_group=True)
    if content in words.legal_forms:
        return replace(inside, legal_form=words.legal_forms[content])
    if content.endswith(words.branches):
        return replace(inside, branch=content)
    if former := _FORMER.fullmatch(content):
        return replace(inside, others=(*inside.others, former["name"]))
    match = _place_alone().fullmatch(content)
    if match is None:
        return inside
    district = present_district(match["district"] or "")
    return replace(inside, place=match["place"] or words.city, district=district)


@cache
def _place_alone() -> re.Pattern[str]:
    words = packaged_words()
    places = "|".join((words.city, *words.places))
    districts = "|".join((*words.districts, *words.merged))
    return re.compile(
        rf"(?P<place>{places})?(?:省|市|自治区)?(?:(?P<district>{districts})(?:新区|区|县)?)?"
    )


def _without_branch(text: str) -> tuple[str, str | None]:
    """Return the head office's name, and what tells the branch apart; None for a head office."""
    words = packaged_words()
    word = next((word for word in words.branches if text.endswith(word)), None)
    if word is None:
        return text, None
    body = text.removesuffix(word)
    # The head office's name ends with its legal form, or, shortened, with its trade.
    for ends in (("公司", GROUP), tuple(words.industries)):
        at = max((body.rfind(end) + len(end) for end in ends if end in body), default=0)
        if at:
            branch = body[at:].removeprefix(words.city).removeprefix("市")
            return body[:at], branch.removesuffix("区")
    return body, ""


def _without_legal_form(text: str) -> tuple[str, str]:
    for written, form in packaged_words().legal_forms.items():
        if text.endswith(written) and len(text) > len(written):
            return text.removesuffix(written), form
    return text, ""


def _without_place(text: str) -> Placed:
    """Take our own city and district, or another place, off the front; never the whole brand."""
    words = packaged_words()
    for bare_district in (True, False):
        placed = without_place(text, bare_district=bare_district)
        if placed.rest != text and _has_brand(placed.rest):
            return Placed(placed.city or words.city, placed.district, placed.rest)
    for place in words.places:
        rest = re.sub(rf"^{place}(?:省|市|自治区)?", "", text)
        if rest != text and _has_brand(rest):
            return Placed(place, "", rest)
    return Placed("", "", text)


def _has_brand(text: str) -> bool:
    words = packaged_words()
    brand, _ = _without_industry(text)
    return len(brand) >= LEAST_LEFT and brand not in words.industries and brand not in words.kinds


def _without_industry(text: str) -> tuple[str, str]:
    """Return brand and industry; a text that is all industry is taken for a brand."""
    for word in packaged_words().industries:
        if text.endswith(word) and len(text) > len(word):
            return text.removesuffix(word), word
    return text, ""
