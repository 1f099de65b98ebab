"""Words and figures of units, rolls and votes."""

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from mashangban.core.dated import DatedRule
from mashangban.core.voting import (
    Choice,
    Fault,
    Line,
    MatterRule,
    Measure,
    Stage,
    Status,
    Threshold,
    area_text,
)
from mashangban.registry.types import GapKind, Tenure, UnitUse

USE_WORDS = {
    UnitUse.DWELLING: gettext_lazy("dwelling"),
    UnitUse.SHOP: gettext_lazy("shop"),
    UnitUse.OFFICE: gettext_lazy("office"),
    UnitUse.PARKING: gettext_lazy("parking space"),
    UnitUse.OTHER: gettext_lazy("other use"),
}
TENURE_WORDS = {
    Tenure.COMMODITY: gettext_lazy("commodity housing"),
    Tenure.SOLD_PUBLIC: gettext_lazy("sold public housing"),
    Tenure.PUBLIC: gettext_lazy("public housing"),
    Tenure.OTHER: gettext_lazy("other tenure"),
}
GAP_WORDS = {
    GapKind.NO_AREA: gettext_lazy("no area"),
    GapKind.NO_OWNER: gettext_lazy("no owner"),
    GapKind.SHARE_MISSING: gettext_lazy("owners of a part only"),
}
CHOICE_WORDS = {
    Choice.FOR: gettext_lazy("for"),
    Choice.AGAINST: gettext_lazy("against"),
    Choice.ABSTAIN: gettext_lazy("abstain"),
}
LINE_WORDS = {
    Line.TOTAL: gettext_lazy("All owners"),
    Line.PARTICIPATING: gettext_lazy("Took part"),
    Line.FOR: gettext_lazy("For"),
    Line.AGAINST: gettext_lazy("Against"),
    Line.ABSTAINED: gettext_lazy("Abstained"),
    Line.ABSENT: gettext_lazy("Did not vote"),
}
FAULT_WORDS = {
    Fault.UNKNOWN_HEAD: gettext_lazy("not on the roll"),
    Fault.NO_MANDATE: gettext_lazy("proxy without a written mandate"),
    Fault.CONTRADICTORY: gettext_lazy("papers of one owner contradict each other"),
}
CHECK_WORDS = {
    (Stage.QUORUM, Measure.AREA): gettext_lazy("Took part, by area"),
    (Stage.QUORUM, Measure.HEADS): gettext_lazy("Took part, by owners"),
    (Stage.APPROVAL, Measure.AREA): gettext_lazy("Agreed, by area"),
    (Stage.APPROVAL, Measure.HEADS): gettext_lazy("Agreed, by owners"),
}
_PER_CENT = 10_000


def square_metres(area: Decimal) -> str:
    """Return "12,345.67 m²"."""
    whole, _point, decimals = area_text(area).partition(".")
    return f"{int(whole):,}.{decimals} m²"


def share(part: Fraction) -> str:
    """Return a percentage with two decimals, cut, never rounded up over a threshold."""
    hundredths = part.numerator * _PER_CENT // part.denominator
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def threshold_words(threshold: Threshold) -> str:
    """Return "at least 2/3" in words."""
    pattern = _("more than %(part)s") if threshold.strict else _("at least %(part)s")
    return pattern % {"part": threshold.fraction}


def amount(value: Decimal | int) -> str:
    """Return an area or a number of owners."""
    if isinstance(value, Decimal):
        return square_metres(value)
    return _("%(n)s owners") % {"n": f"{value:,}"}


def rule_name(rule: DatedRule) -> str:
    return rule.name_en if get_language() == "en" else rule.name


def rule_source(rule: DatedRule) -> str:
    """Return document and article, and whether it is illustrative or expired."""
    words = f"{rule.source.document} {rule.source.article}"
    if rule.source.status is Status.ILLUSTRATIVE:
        words = _("%(source)s (illustrative)") % {"source": words}
    return words


def expired_words(rule: MatterRule) -> str:
    """Return the warning that a rule is no longer in force, "" for one that is."""
    if not rule.expired:
        return ""
    return _("Expired on %(day)s, followed in practice.") % {"day": rule.source.valid_to}
