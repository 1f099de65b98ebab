"""What must be true of every transition table, each proof a function that names what is not.

The house rule behind it: every state can be reached and left, every deadline has an owner and a
consequence, no party both proposes and decides.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from mashangban.core.workflow.table import State, StateDeadline, Transition, Workflow

# Stored in rows, drawn as identifiers of the diagram, used as names of HTML controls.
PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]*")


def defects(workflow: Workflow) -> list[str]:
    """Return what is wrong with the table, a plain sentence each; an empty list proves it sound."""
    return [sentence for proof in PROOFS for sentence in proof(workflow)]


def names_are_plain(workflow: Workflow) -> Iterator[str]:
    """Find names that cannot be stored and drawn, and states or parties listed twice."""
    listed = {
        "state": [state.name for state in workflow.states],
        "party": list(workflow.parties),
    }
    steps = list(dict.fromkeys(step.name for step in workflow.transitions))
    for kind, names in (*listed.items(), ("transition", steps)):
        for name, count in Counter(names).items():
            if not PLAIN_NAME.fullmatch(name):
                yield (
                    f'The {kind} name "{name}" is not plain: '
                    "small letters, digits and _ only, a letter first."
                )
            if count > 1:
                yield f'The {kind} "{name}" is listed {count} times.'


def names_are_known(workflow: Workflow) -> Iterator[str]:
    """Find states and parties that are used but not listed."""
    states = {state.name for state in workflow.states}
    parties = set(workflow.parties)
    if workflow.initial not in states:
        yield f'The initial state "{workflow.initial}" is not a listed state.'
    for step in workflow.transitions:
        for end, name in (("leaves", step.source), ("leads to", step.target)):
            if name not in states:
                yield f'Transition "{step.name}" {end} the unknown state "{name}".'
        for party in step.parties:
            if party not in parties:
                yield f'{_named(step)} is given to the unknown party "{party}".'
    for state, deadline in _deadlines(workflow):
        if deadline.owner is not None and deadline.owner not in parties:
            yield f'{_of(state, deadline)} is owned by the unknown party "{deadline.owner}".'


def steps_are_unambiguous(workflow: Workflow) -> Iterator[str]:
    """Find names that occur twice among the transitions out of one state."""
    targets: dict[tuple[str, str], list[str]] = {}
    for step in workflow.transitions:
        targets.setdefault((step.source, step.name), []).append(step.target)
    for (source, name), ends in targets.items():
        if len(ends) > 1 and len(set(ends)) == 1:
            yield f'Transition "{name}" out of "{source}" is listed {len(ends)} times.'
        elif len(ends) > 1:
            choices = " or ".join(f'"{end}"' for end in ends)
            yield f'Transition "{name}" out of "{source}" is ambiguous: it leads to {choices}.'


def somebody_may(workflow: Workflow) -> Iterator[str]:
    """Find transitions that nobody may take."""
    for step in workflow.transitions:
        if not step.parties:
            yield f"{_named(step)} is given to no party."


def states_are_reached(workflow: Workflow) -> Iterator[str]:
    """Find states to which no way leads from the initial one."""
    if workflow.initial not in {state.name for state in workflow.states}:
        return  # then nothing can be said; `names_are_known` reports the cause
    reached = _closure([workflow.initial], ((s.source, s.target) for s in workflow.transitions))
    for state in workflow.states:
        if state.name not in reached:
            yield f'State "{state.name}" cannot be reached from "{workflow.initial}".'


def states_come_to_an_end(workflow: Workflow) -> Iterator[str]:
    """Find states that are not terminal and cannot be left, or from which no end can be reached."""
    if not workflow.terminal:
        yield "No state is terminal: nothing ever ends."
        return
    backwards = ((step.target, step.source) for step in workflow.transitions)
    ending = _closure(workflow.terminal, backwards)
    for state in workflow.states:
        if state.terminal:
            continue
        if not workflow.leaving(state.name):
            yield f'State "{state.name}" is not terminal and cannot be left.'
        elif state.name not in ending:
            yield f'From state "{state.name}" no terminal state can be reached.'


def ends_are_final(workflow: Workflow) -> Iterator[str]:
    """Find ways out of terminal states that do not say they reopen, and the reverse."""
    terminal = workflow.terminal
    for step in workflow.transitions:
        if step.source in terminal and not step.reopens:
            yield f"{_named(step)} leaves a terminal state without being marked as reopening."
        if step.reopens and step.source not in terminal:
            yield f"{_named(step)} is marked as reopening, but that state is not terminal."


def deadlines_are_owned(workflow: Workflow) -> Iterator[str]:
    """Find deadlines without an owner who can act, or without a consequence that can happen."""
    for state, deadline in _deadlines(workflow):
        steps = workflow.leaving(state.name)
        subject = _of(state, deadline)
        if deadline.owner is None:
            yield f"{subject} has no owner."
        elif deadline.owner in workflow.parties and not workflow.allowed(
            state.name, deadline.owner
        ):
            yield f'{subject} is owned by "{deadline.owner}", who can do nothing there.'
        if deadline.fires is None and deadline.escalates is None:
            yield f"{subject} has no consequence: no transition fires, nothing escalates."
        if deadline.fires is not None and deadline.fires not in {step.name for step in steps}:
            yield f'{subject} fires "{deadline.fires}", which does not leave that state.'


def nobody_decides_own_proposal(workflow: Workflow) -> Iterator[str]:
    """Find parties that propose and decide one subject, and subjects with only one of the two.

    A subject with one side only is most often a misspelt one, which would hide the real defect.
    """
    proposing: dict[str, set[str]] = {}
    deciding: dict[str, set[str]] = {}
    for step in workflow.transitions:
        if step.proposes is not None:
            proposing.setdefault(step.proposes, set()).update(step.parties)
        if step.decides is not None:
            deciding.setdefault(step.decides, set()).update(step.parties)
    for subject in sorted(proposing.keys() | deciding.keys()):
        if subject not in deciding:
            yield f'Subject "{subject}" is proposed, but no transition decides it.'
        elif subject not in proposing:
            yield f'Subject "{subject}" is decided, but no transition proposes it.'
        else:
            for party in sorted(proposing[subject] & deciding[subject]):
                yield f'Party "{party}" both proposes and decides "{subject}".'


PROOFS: tuple[Callable[[Workflow], Iterator[str]], ...] = (
    names_are_plain,
    names_are_known,
    steps_are_unambiguous,
    somebody_may,
    states_are_reached,
    states_come_to_an_end,
    ends_are_final,
    deadlines_are_owned,
    nobody_decides_own_proposal,
)


def _closure(start: Iterable[str], edges: Iterable[tuple[str, str]]) -> set[str]:
    """Return every name that can be reached from `start` along `edges`, `start` included."""
    following: dict[str, list[str]] = {}
    for source, target in edges:
        following.setdefault(source, []).append(target)
    reached = set(start)
    waiting = list(reached)
    while waiting:
        for target in following.get(waiting.pop(), ()):
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


def _deadlines(workflow: Workflow) -> Iterator[tuple[State, StateDeadline]]:
    for state in workflow.states:
        for deadline in state.deadlines:
            yield state, deadline


def _named(step: Transition) -> str:
    return f'Transition "{step.name}" out of "{step.source}"'


def _of(state: State, deadline: StateDeadline) -> str:
    return f'Deadline "{deadline.rule}" of state "{state.name}"'
