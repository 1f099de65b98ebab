"""Which rule holds on a day, expired ones that the district follows in practice included."""

from datetime import date

from mashangban.core.voting import NoRuleInForce
from mashangban.registry.models import ExpiredRuleChoice
from mashangban.registry.rules import ManagementRule, management_rules


def rule_now(code: str, *, on: date) -> ManagementRule | None:
    """Return the rule `code` as it is to be kept on a day, None where none is.

    One that had ended by then comes marked `expired`, unless the district has chosen otherwise.
    """
    try:
        rule = management_rules().rule_for(code, on=on, expired_ok=True)
    except NoRuleInForce:
        return None
    return rule if not rule.expired or is_followed(code) else None


def is_followed(code: str) -> bool:
    """Say whether the district follows `code` after its last day: yes unless it said no."""
    return not ExpiredRuleChoice.objects.filter(code=code, followed=False).exists()
