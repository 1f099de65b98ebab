"""Which votes a compound can be expected to pass, by survey and by law."""

from mashangban.core.contiguity.model.compounds import (
    BASIS_POINTS,
    Committee,
    Compound,
    Matter,
    Share,
    Survey,
)
from mashangban.core.contiguity.model.rules import Code, Rules
from mashangban.core.voting import Thresholds


def may_vote(compound: Compound, matter: Matter, rules: Rules) -> bool:
    """Say whether `matter` may be put to the vote and would pass by the survey.

    While a re-election group is active the committee may not put certain matters to the vote
    (《上海市住宅物业管理规定》art. 28). Without a survey nothing is known, and nothing hinders.
    """
    bars = rules.kept.get(Code.REELECTION_BARS)
    if bars and compound.committee is Committee.REELECTION and matter in bars.matters:
        return False
    if not rules.keeps(Code.SURVEY_SUPPORT) or compound.survey is None:
        return True
    return supported(compound.survey, matter, rules)


def supported(survey: Survey, matter: Matter, rules: Rules) -> bool:
    """Say whether turnout and agreement of `survey` reach the thresholds of `matter`.

    A matter nobody was asked about is not supported. The margin of the rule is taken off first.
    """
    agree = survey.agree.get(matter)
    if agree is None:
        return False
    margin = rules.figure(Code.SURVEY_SUPPORT) or 0
    taken = int(margin * BASIS_POINTS / 100)
    thresholds = rules.matters[matter]
    return _met(thresholds.quorum, survey.turnout, taken) and _met(
        thresholds.approval, agree, taken
    )


def _met(needed: Thresholds, share: Share, taken: int) -> bool:
    return needed.area.met_by(max(0, share.area - taken), BASIS_POINTS) and needed.heads.met_by(
        max(0, share.heads - taken), BASIS_POINTS
    )
