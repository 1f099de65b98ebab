"""What single rules and wishes cost the district: the plan is made again without each."""

from dataclasses import dataclass, replace

from mashangban.core.contiguity.enumeration import MOST_COLUMNS, TooManyClusters
from mashangban.core.contiguity.model.compounds import District
from mashangban.core.contiguity.model.planning import NO_LIMITS, Limits, plan
from mashangban.core.contiguity.model.problem import NO_WISHES, Wishes, problem
from mashangban.core.contiguity.model.rules import Code, Rules
from mashangban.core.contiguity.packing import Status
from mashangban.core.contiguity.progress import Watch, keep_going
from mashangban.core.costs import Tariff


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What the district would gain over the horizon without a rule or wish, in yuan.

    None where it is not known: one of both plans has too many clusters or is not proven best.
    """

    name: str
    yuan: int | None


def prices(
    district: District,
    rules: Rules,
    tariff: Tariff,
    *,
    wishes: Wishes = NO_WISHES,
    limits: Limits = NO_LIMITS,
    most: int = MOST_COLUMNS,
    watch: Watch = keep_going,
) -> tuple[Price, ...]:
    """Return the price of each rule, then of each wish.

    The limit on compounds a cluster is priced as one compound more.
    """

    def best(rules: Rules, wishes: Wishes) -> int | None:
        try:
            listed = problem(district, rules, tariff, wishes=wishes, most=most)
        except TooManyClusters:
            return None
        made = plan(listed, limits=limits, watch=watch)
        proven = made.status is Status.CERTIFIED and listed.size == listed.asked
        return made.yuan if proven else None

    now = best(rules, wishes)
    others = [(str(code), _loosened(rules, code), wishes) for code in rules.kept]
    others += [(name, rules, fewer) for name, fewer in _fewer_wishes(wishes)]
    return tuple(
        Price(name=name, yuan=None if now is None else _gain(best(without, fewer), now))
        for name, without, fewer in others
    )


def _gain(then: int | None, now: int) -> int | None:
    return None if then is None else then - now


def _loosened(rules: Rules, code: Code) -> Rules:
    rule = rules.kept[code]
    if code is not Code.MOST_COMPOUNDS or rule.figure is None:
        return rules.without(code)
    return replace(rules, kept={**rules.kept, code: replace(rule, figure=rule.figure + 1)})


def _fewer_wishes(wishes: Wishes) -> list[tuple[str, Wishes]]:
    fewer = []
    for group in wishes.together:
        rest = tuple(other for other in wishes.together if other != group)
        fewer.append((f"together: {', '.join(group)}", replace(wishes, together=rest)))
    for pair in wishes.apart:
        others = tuple(other for other in wishes.apart if other != pair)
        fewer.append((f"apart: {', '.join(pair)}", replace(wishes, apart=others)))
    return fewer
