"""Whether two records are one company."""

import itertools
from collections.abc import Iterator

from mashangban.core.text import weights
from mashangban.core.text.addresses import Meeting, meeting, parse_addresses
from mashangban.core.text.brands import compare_brands
from mashangban.core.text.companies import CompanyName
from mashangban.core.text.likeness import is_subsequence
from mashangban.core.text.reasons import ReasonCode
from mashangban.core.text.records import Record
from mashangban.core.text.verdicts import Comparison, Finding, found, weighed
from mashangban.core.text.words import packaged_words


def compare_companies(left: Record, right: Record) -> Comparison:
    """Compare two records by the parts of their names, and by their addresses as a hint.

    Of all names of the one, former ones too, and all of the other the pair that fits best counts.
    A branch stays apart from its head office under whatever name. Companies move: another address
    says nothing.
    """
    sides = _names(left), _names(right)
    addresses = [parse_addresses(record.address).addresses for record in (left, right)]
    where = (
        [found(ReasonCode.SAME_ADDRESS, weights.SAME_COMPANY_ADDRESS)]
        if meeting(*addresses) is Meeting.SAME
        else []
    )
    branches = list(_compare_branches(sides[0][0], sides[1][0]))
    comparisons = (
        weighed((*_compare_names(one, other), *branches, *where))
        if (one, other) == (sides[0][0], sides[1][0])
        else weighed((*_compare_aliases(one, other), *branches, *where))
        for one, other in itertools.product(*sides)
    )
    return max(comparisons, key=lambda comparison: comparison.score)


def _names(record: Record) -> list[CompanyName]:
    """Return the record's own name first, then the others it goes by."""
    main = CompanyName.parse(record.name)
    others = (*main.others, *record.aliases)
    return [main, *(CompanyName.parse(name) for name in others if name.strip())]


def _compare_aliases(one: CompanyName, other: CompanyName) -> Iterator[Finding]:
    findings = list(_compare_names(one, other))
    if [finding.reason.code for finding in findings] == [ReasonCode.SAME_BRAND]:
        yield found(ReasonCode.ALIAS_EQUAL, weights.ALIAS_EQUAL, name=one.brand)
    else:
        yield from findings


def _compare_names(one: CompanyName, other: CompanyName) -> Iterator[Finding]:
    yield from compare_brands(one.brand, other.brand, loosely=False)
    yield from _compare_places(one, other)
    yield from _compare_industries(one, other)
    yield from _compare_groups(one, other)
    forms = one.legal_form, other.legal_form
    if all(forms) and forms[0] != forms[1]:
        yield found(
            ReasonCode.OTHER_LEGAL_FORM, weights.OTHER_LEGAL_FORM, left=forms[0], right=forms[1]
        )


def _compare_places(one: CompanyName, other: CompanyName) -> Iterator[Finding]:
    at_home = packaged_words().city in (one.place, other.place)
    for left, right, left_out in (
        (one.place, other.place, weights.CITY_LEFT_OUT if at_home else weights.PLACE_LEFT_OUT),
        (one.district, other.district, weights.PLACE_LEFT_OUT),
    ):
        if left == right:
            continue
        if left and right:
            yield found(ReasonCode.OTHER_PLACE, weights.OTHER_PLACE, left=left, right=right)
            return
        yield found(ReasonCode.PLACE_LEFT_OUT, left_out, place=left or right)


def _compare_industries(one: CompanyName, other: CompanyName) -> Iterator[Finding]:
    left, right = one.industry, other.industry
    if left == right:
        return
    if not left or not right:
        code, weight = ReasonCode.INDUSTRY_LEFT_OUT, weights.INDUSTRY_LEFT_OUT
        yield found(code, weight, industry=left or right)
    elif one.trade != other.trade:
        yield found(ReasonCode.OTHER_INDUSTRY, weights.OTHER_INDUSTRY, left=left, right=right)
    elif is_subsequence(*sorted((left, right), key=len)):
        code, weight = ReasonCode.INDUSTRY_SHORTENED, weights.INDUSTRY_SHORTENED
        yield found(code, weight, left=left, right=right)
    else:
        code, weight = ReasonCode.INDUSTRY_REWORDED, weights.INDUSTRY_REWORDED
        yield found(code, weight, left=left, right=right)


def _compare_groups(one: CompanyName, other: CompanyName) -> Iterator[Finding]:
    if one.is_group != other.is_group:
        renamed = one.trade == other.trade != ""
        weight = weights.GROUP_OF_ONE_TRADE if renamed else weights.GROUP_OR_MEMBER
        yield found(ReasonCode.GROUP_OR_MEMBER, weight)
    if one.group == other.group:
        return
    if one.group and other.group:
        code, weight = ReasonCode.OTHER_GROUP, weights.OTHER_GROUP
        yield found(code, weight, left=one.group, right=other.group)
    else:
        group = one.group or other.group
        yield found(ReasonCode.GROUP_LEFT_OUT, weights.GROUP_LEFT_OUT, group=group)


def _compare_branches(one: CompanyName, other: CompanyName) -> Iterator[Finding]:
    if one.branch == other.branch:
        return
    if one.branch is not None and other.branch is not None:
        code, weight = ReasonCode.OTHER_BRANCH, weights.OTHER_BRANCH
        yield found(code, weight, left=one.branch, right=other.branch)
    else:
        branch = one.branch or other.branch or ""
        yield found(ReasonCode.BRANCH_OF, weights.BRANCH_OF, branch=branch)
