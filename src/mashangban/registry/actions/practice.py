"""The district's choice about rules that have run out."""

from datetime import datetime

from django.db import transaction

from mashangban.audit.actions import record
from mashangban.kit.actors import Actor
from mashangban.kit.clock import local_date
from mashangban.registry.errors import NotAnExpiredRule
from mashangban.registry.models import ExpiredRuleChoice
from mashangban.registry.rules import management_rules


@transaction.atomic
def follow_expired_rule(*, code: str, followed: bool, by: Actor, at: datetime) -> None:
    """Follow the rule `code` in practice after its last day, or do so no longer.

    Raises NotAnExpiredRule for one that is in force, NoRuleInForce for one that never was.
    """
    rule = management_rules().rule_for(code, on=local_date(at), expired_ok=True)
    if not rule.expired:
        raise NotAnExpiredRule(rule.name)
    ExpiredRuleChoice.objects.update_or_create(
        code=code, defaults={"followed": followed, "chosen_at": at}
    )
    record(
        by=by,
        at=at,
        verb="registry.follow_expired_rule",
        subject=("rule", code),
        data={"followed": followed},
    )
