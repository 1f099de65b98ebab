"""Which rule holds on a day, expired ones that the district follows in practice included."""

from dataclasses import dataclass
from datetime import date

from mashangban.core.voting import NoRuleInForce
from mashangban.registry.models import ExpiredRuleChoice
from mashangban.registry.rules import ManagementRule, management_rules


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule that has begun by a day; one marked `expired` is kept only if it is `followed`."""

    rule: ManagementRule
    followed: bool


def rules_on(day: date) -> tuple[RuleLine, ...]:
    """Return every rule that has begun by `day`, as it stands then, in the order of the file."""
    refused = set(ExpiredRuleChoice.objects.filter(followed=False).values_list("code", flat=True))
    return tuple(
        RuleLine(rule, not rule.expired or code not in refused)
        for code in management_rules().codes
        if (rule := _begun(code, day)) is not None
    )


def _begun(code: str, on: date) -> ManagementRule | None:
    try:
        return management_rules().rule_for(code, on=on, expired_ok=True)
    except NoRuleInForce:
        return None


def rule_now(code: str, *, on: date) -> ManagementRule | None:
    """Return the rule `code` as it is to be kept on a day, None where none is.

    One that had ended by then comes marked `expired`, unless the district has chosen otherwise.
    """
    rule = _begun(code, on)
    return rule if rule is None or not rule.expired or is_followed(code) else None


def is_followed(code: str) -> bool:
    """Say whether the district follows `code` after its last day: yes unless it said no."""
    return not ExpiredRuleChoice.objects.filter(code=code, followed=False).exists()
