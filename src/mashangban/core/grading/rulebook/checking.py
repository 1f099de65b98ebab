"""References inside a rulebook, resolved at load: ids, sources, grades, parts."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import chain

from mashangban.core.grading.rulebook.base import Direction
from mashangban.core.grading.rulebook.company import Company
from mashangban.core.grading.rulebook.document import Rulebook
from mashangban.core.grading.rulebook.nodes import (
    AnyNode,
    Group,
    Indicator,
    Ratio,
    Reference,
    Topsis,
)
from mashangban.core.grading.rulebook.outcome import (
    Bands,
    CapIf,
    Cuts,
    Events,
    Grade,
    Outcome,
    Quota,
    Shares,
)
from mashangban.core.grading.rulebook.scores import Lower, PartOf

Path = tuple[str | int, ...]
Problem = tuple[Path, str]


def check(rulebook: Rulebook) -> Iterator[Problem]:
    """Yield each place that refers to something that is not there, or contradicts another."""
    placed = list(_walk(rulebook.tree, ("tree",)))
    nodes = {node.id: node for _, node in placed if not isinstance(node, Reference)}
    yield from _sources(rulebook, placed)
    yield from _ids(placed, nodes)
    for path, node in placed:
        if isinstance(node, Group):
            yield from _group(path, node)
    yield from _cycles(placed, nodes)
    if isinstance(rulebook.tree, Reference):
        yield ("tree",), "the tree begins with a node, not with same_as."
    if sorted(rulebook.order) != ["denominate", "fill", "treat"]:
        yield ("order",), "write denominate, fill and treat in the order wanted, each once."
    yield from _outcome(("outcome",), rulebook.outcome)
    if rulebook.company:
        yield from _company(("company",), rulebook.company, rulebook.outcome)


def _walk(node: AnyNode, path: Path) -> Iterator[tuple[Path, AnyNode]]:
    if isinstance(node, Group):
        for number, part in enumerate(node.parts):
            yield from _walk(part, (*path, "parts", number))
    yield path, node


def _ids(
    placed: list[tuple[Path, AnyNode]], nodes: dict[str, Indicator | Group]
) -> Iterator[Problem]:
    seen: set[str] = set()
    for path, node in placed:
        if isinstance(node, Reference):
            if node.same_as not in nodes:
                yield (*path, "same_as"), _unknown("node", node.same_as, nodes)
            continue
        if node.id in seen:
            yield (
                (*path, "id"),
                (
                    f'"{node.id}" is there twice; give it another id, '
                    "or write same_as if the same is meant."
                ),
            )
        seen.add(node.id)


def _group(path: Path, group: Group) -> Iterator[Problem]:
    ids = part_ids(group)
    for key, wanted in (
        ("require", group.coverage.require),
        ("require_any", group.coverage.require_any),
    ):
        for one in wanted:
            if one not in ids:
                yield (*path, "coverage", key), _unknown("part of this group", one, ids)
    if len(set(ids)) < len(ids):
        yield (*path, "parts"), "a part is there twice; give it once, with the weight of both."
    if not any(part.weight for part in group.parts):
        yield (*path, "parts"), "all weights are 0; at least one must count."
    if group.coverage.parts > len(ids):
        yield (*path, "coverage", "parts"), f"there are only {len(ids)} parts."
    if isinstance(group.aggregate, Ratio) and len(ids) != 2:
        yield (*path, "aggregate"), f"ratio takes two parts, there are {len(ids)}."
    if not isinstance(group.aggregate, Topsis):
        yield from _kept_directions(path, group)


def _kept_directions(path: Path, group: Group) -> Iterator[Problem]:
    for number, part in enumerate(group.parts):
        if (
            isinstance(part, Indicator)
            and isinstance(part.score, PartOf)
            and part.score.lower is Lower.KEEP
            and part.direction is Direction.LOWER
        ):
            yield (
                (*path, "parts", number, "score", "lower"),
                "keep leaves a score of which less is better, which only topsis understands; "
                "write complement, reciprocal or negate.",
            )


def _cycles(
    placed: list[tuple[Path, AnyNode]], nodes: dict[str, Indicator | Group]
) -> Iterator[Problem]:
    done: set[str] = set()

    def circles(identifier: str, above: tuple[str, ...]) -> bool:
        if identifier in above:
            return True
        node = nodes.get(identifier)
        if identifier in done or not isinstance(node, Group):
            return False
        found = any(circles(one, (*above, identifier)) for one in part_ids(node))
        if not found:
            done.add(identifier)
        return found

    for path, node in placed:
        if isinstance(node, Reference) and circles(node.same_as, ()):
            yield (*path, "same_as"), f'"{node.same_as}" contains itself.'


def part_ids(group: Group) -> list[str]:
    """Return the ids of the parts of a group, references followed."""
    return [part.same_as if isinstance(part, Reference) else part.id for part in group.parts]


def _sources(rulebook: Rulebook, placed: list[tuple[Path, AnyNode]]) -> Iterator[Problem]:
    used: list[tuple[Path, str | None]] = [(("basis",), rulebook.basis)]
    used += [
        ((*path, "basis"), node.basis) for path, node in placed if not isinstance(node, Reference)
    ]
    for number, correction in enumerate(rulebook.outcome.corrections):
        place: Path = ("outcome", "corrections", number)
        used.append(((*place, "basis"), correction.basis))
        if isinstance(correction, Events):
            used += [
                ((*place, "types", index, "basis"), event.basis)
                for index, event in enumerate(correction.types)
            ]
    for name, parameter in rulebook.parameters.items():
        used += [
            (("parameters", name, "values", index, "basis"), value.basis)
            for index, value in enumerate(parameter.values)
        ]
    if rulebook.company:
        used += _company_sources(rulebook.company)
    for path, key in used:
        if key is not None and key not in rulebook.sources:
            yield path, _unknown("source", key, rulebook.sources)


def _company_sources(company: Company) -> Iterator[tuple[Path, str | None]]:
    if company.worst:
        yield ("company", "worst", "basis"), company.worst.basis
    if company.carry_over:
        yield ("company", "carry_over", "basis"), company.carry_over.basis
    for number, protection in enumerate(company.protections):
        yield ("company", "protections", number, "basis"), protection.basis


def _outcome(path: Path, outcome: Outcome) -> Iterator[Problem]:
    grades = [grade.id for grade in outcome.grades]
    yield from _cuts(path, outcome.grades, outcome.cuts)
    if outcome.corrections and not grades:
        yield (*path, "corrections"), "without grades and cuts there is nothing to correct."
    ids = [correction.id for correction in outcome.corrections]
    if len(set(ids)) < len(ids):
        yield (*path, "corrections"), "an id is there twice."
    for number, correction in enumerate(outcome.corrections):
        place = (*path, "corrections", number)
        named: Iterable[tuple[Path, str | None]] = ()
        if isinstance(correction, CapIf):
            named = [((*place, "cap"), correction.cap)]
        elif isinstance(correction, Quota):
            named = [((*place, "grade"), correction.grade)]
        elif isinstance(correction, Events):
            named = [
                ((*place, "types", index, "cap"), event.cap)
                for index, event in enumerate(correction.types)
            ]
        for where, grade in named:
            if grade is not None and grade not in grades:
                yield where, _unknown("grade", grade, grades)
        if isinstance(correction, Quota) and grades and correction.grade == grades[-1]:
            yield (*place, "grade"), "there is no grade below the last one."


def _cuts(path: Path, grades: tuple[Grade, ...], cuts: Cuts | None) -> Iterator[Problem]:
    ids = [grade.id for grade in grades]
    if len(set(ids)) < len(ids):
        yield (*path, "grades"), "a grade is there twice."
    if bool(grades) != (cuts is not None):
        yield path, "grades and cuts belong together: write both or neither."
    if isinstance(cuts, Bands | Shares):
        given = len(cuts.at_least if isinstance(cuts, Bands) else cuts.shares)
        if grades and given != len(grades) - 1:
            yield (
                (*path, "cuts"),
                (f"{len(grades)} grades take {len(grades) - 1} cuts, there are {given}."),
            )


def _company(path: Path, company: Company, outcome: Outcome) -> Iterator[Problem]:
    yield from _cuts(path, company.grades, company.cuts)
    if company.carry_over and company.given_up is None:
        yield (*path, "carry_over"), "write given_up too: the column that says how long ago."
    if company.carry_over and company.carry_over.when.column != company.given_up:
        yield (
            (*path, "carry_over", "when", "column"),
            (f'it must ask the column given_up ("{company.given_up}").'),
        )


def _unknown(what: str, name: str, there: Iterable[str]) -> str:
    names = list(there)
    close = get_close_matches(name, names, n=1)
    instead = f' write "{close[0]}";' if close else ""
    shown = ", ".join(chain(names[:20], ["…"] if len(names) > 20 else []))
    return f'no {what} is called "{name}";{instead} there are: {shown}.'
