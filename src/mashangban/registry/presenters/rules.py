"""The rules that the registry keeps to, with the document of each."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mashangban.core.voting import Status
from mashangban.kit import components as ui
from mashangban.registry.queries.practice import RuleLine


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule; `choice` is what the district may choose about it, "" when there is nothing to."""

    code: str
    name: str
    state: str
    facts: tuple[ui.Fact, ...]
    choice: str
    follows: bool


def rule_views(lines: tuple[RuleLine, ...], *, may_choose: bool) -> tuple[RuleView, ...]:
    """Return the rules in words."""
    return tuple(_view(line, may_choose=may_choose) for line in lines)


def _view(line: RuleLine, *, may_choose: bool) -> RuleView:
    rule, source = line.rule, line.rule.source
    facts = [
        ui.Fact(_("Document"), source.document),
        ui.Fact(_("Article"), source.article),
        ui.Fact(_("In force"), _time(line)),
    ]
    if source.status is Status.ILLUSTRATIVE:
        facts.append(ui.Fact(_("Status"), _("illustrative")))
    if source.remark:
        facts.append(ui.Fact(_("Remark"), source.remark))
    choice = _("Follow it no longer") if line.followed else _("Follow it in practice")
    return RuleView(
        code=rule.code,
        name=rule.name_en if get_language() == "en" else rule.name,
        state=_state(line),
        facts=tuple(facts),
        choice=choice if rule.expired and may_choose else "",
        follows=line.followed,
    )


def _time(line: RuleLine) -> str:
    source = line.rule.source
    if source.valid_to is None:
        return _("from %(first)s on") % {"first": source.valid_from}
    return _("%(first)s to %(last)s") % {"first": source.valid_from, "last": source.valid_to}


def _state(line: RuleLine) -> str:
    if not line.rule.expired:
        return _("in force")
    return _("expired, followed in practice") if line.followed else _("expired, not followed")
