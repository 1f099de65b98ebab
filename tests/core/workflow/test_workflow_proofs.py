"""Each defect has a table that shows it, and the proofs find exactly it."""

from dataclasses import replace

import pytest

from mashangban.core.workflow import State, StateDeadline, Transition, Workflow, defects
from mashangban.core.workflow.proofs import PROOFS

GOOD = Workflow(
    name="order",
    parties=("company", "street", "bureau", "timer"),
    initial="issued",
    states=(
        State("issued", deadlines=(StateDeadline(rule="mend", owner="company", escalates="talk"),)),
        State("handed_in", deadlines=(StateDeadline(rule="check", owner="street", fires="lapse"),)),
        State("closed", terminal=True),
        State("lapsed", terminal=True),
    ),
    transitions=(
        Transition("hand_in", "issued", "handed_in", parties=("company",), proposes="closing"),
        Transition("accept", "handed_in", "closed", parties=("street",), decides="closing"),
        Transition("send_back", "handed_in", "issued", parties=("street",), decides="closing"),
        Transition("lapse", "handed_in", "lapsed", parties=("timer",)),
        Transition("reopen", "closed", "issued", parties=("bureau",), reopens=True),
    ),
)


def with_states(*states: State) -> Workflow:
    return replace(GOOD, states=(*GOOD.states, *states))


def with_steps(*steps: Transition) -> Workflow:
    return replace(GOOD, transitions=(*GOOD.transitions, *steps))


def with_deadline(deadline: StateDeadline) -> Workflow:
    return replace(GOOD, states=(State("issued", deadlines=(deadline,)), *GOOD.states[1:]))


def step(
    name: str,
    source: str,
    target: str,
    *,
    parties: tuple[str, ...] = ("bureau",),
    proposes: str | None = None,
    decides: str | None = None,
    reopens: bool = False,
) -> Transition:
    return Transition(
        name, source, target, parties=parties, proposes=proposes, decides=decides, reopens=reopens
    )


def test_the_good_table_has_no_defect() -> None:
    assert defects(GOOD) == []


def test_a_thing_may_end_where_it_begins_in_the_smallest_table() -> None:
    smallest = Workflow(
        name="notice",
        parties=(),
        initial="posted",
        states=(State("posted", terminal=True),),
        transitions=(),
    )
    assert defects(smallest) == []


DEFECTS = {
    "state name that cannot be drawn": (
        replace(
            with_states(State("In Progress")),
            transitions=(
                *GOOD.transitions,
                step("begin", "issued", "In Progress"),
                step("end", "In Progress", "closed"),
            ),
        ),
        [
            'The state name "In Progress" is not plain: '
            "small letters, digits and _ only, a letter first."
        ],
    ),
    "party name that cannot be stored": (
        replace(GOOD, parties=(*GOOD.parties, "2nd")),
        ['The party name "2nd" is not plain: small letters, digits and _ only, a letter first.'],
    ),
    "step name that cannot be a control's name": (
        with_steps(step("close now", "issued", "closed")),
        [
            'The transition name "close now" is not plain: '
            "small letters, digits and _ only, a letter first."
        ],
    ),
    "state listed twice": (
        with_states(State("lapsed", terminal=True)),
        ['The state "lapsed" is listed 2 times.'],
    ),
    "party listed twice": (
        replace(GOOD, parties=(*GOOD.parties, "street")),
        ['The party "street" is listed 2 times.'],
    ),
    "unknown initial state": (
        replace(GOOD, initial="isued"),
        ['The initial state "isued" is not a listed state.'],
    ),
    "unknown source": (
        with_steps(step("close", "opened", "closed")),
        ['Transition "close" leaves the unknown state "opened".'],
    ),
    "unknown target": (
        with_steps(step("archive", "issued", "archived")),
        ['Transition "archive" leads to the unknown state "archived".'],
    ),
    "unknown party of a step": (
        with_steps(step("drop", "issued", "closed", parties=("mayor",))),
        ['Transition "drop" out of "issued" is given to the unknown party "mayor".'],
    ),
    "unknown owner of a deadline": (
        with_deadline(StateDeadline(rule="mend", owner="compny", escalates="talk")),
        ['Deadline "mend" of state "issued" is owned by the unknown party "compny".'],
    ),
    "duplicate step": (
        with_steps(step("lapse", "handed_in", "lapsed", parties=("timer",))),
        ['Transition "lapse" out of "handed_in" is listed 2 times.'],
    ),
    "ambiguous step": (
        with_steps(step("lapse", "handed_in", "closed", parties=("timer",))),
        ['Transition "lapse" out of "handed_in" is ambiguous: it leads to "lapsed" or "closed".'],
    ),
    "step that nobody may take": (
        with_steps(step("drop", "issued", "closed", parties=())),
        ['Transition "drop" out of "issued" is given to no party.'],
    ),
    "unreachable state": (
        replace(
            with_states(State("paused")),
            transitions=(*GOOD.transitions, step("resume", "paused", "issued")),
        ),
        ['State "paused" cannot be reached from "issued".'],
    ),
    "unreachable circle": (
        replace(
            with_states(State("paused"), State("waiting")),
            transitions=(
                *GOOD.transitions,
                step("wait", "paused", "waiting"),
                step("pause", "waiting", "paused"),
                step("drop", "waiting", "closed"),
            ),
        ),
        [
            'State "paused" cannot be reached from "issued".',
            'State "waiting" cannot be reached from "issued".',
        ],
    ),
    "state that cannot be left": (
        replace(
            with_states(State("stuck")),
            transitions=(*GOOD.transitions, step("jam", "issued", "stuck")),
        ),
        ['State "stuck" is not terminal and cannot be left.'],
    ),
    "circle without an end": (
        replace(
            with_states(State("paused"), State("waiting")),
            transitions=(
                *GOOD.transitions,
                step("pause", "issued", "paused"),
                step("wait", "paused", "waiting"),
                step("pause", "waiting", "paused"),
            ),
        ),
        [
            'From state "paused" no terminal state can be reached.',
            'From state "waiting" no terminal state can be reached.',
        ],
    ),
    "no end at all": (
        replace(
            GOOD,
            states=(
                *GOOD.states[:2],
                State("closed"),
                State("lapsed"),
            ),
            transitions=(
                *GOOD.transitions[:4],
                step("reopen", "closed", "issued"),
                step("renew", "lapsed", "issued"),
            ),
        ),
        ["No state is terminal: nothing ever ends."],
    ),
    "end that is silently left": (
        with_steps(step("revive", "lapsed", "issued")),
        [
            'Transition "revive" out of "lapsed" leaves a terminal state '
            "without being marked as reopening."
        ],
    ),
    "reopening what is open": (
        with_steps(step("renew", "handed_in", "issued", reopens=True)),
        [
            'Transition "renew" out of "handed_in" is marked as reopening, '
            "but that state is not terminal."
        ],
    ),
    "deadline without owner": (
        with_deadline(StateDeadline(rule="mend", escalates="talk")),
        ['Deadline "mend" of state "issued" has no owner.'],
    ),
    "deadline whose owner can do nothing": (
        with_deadline(StateDeadline(rule="mend", owner="street", escalates="talk")),
        ['Deadline "mend" of state "issued" is owned by "street", who can do nothing there.'],
    ),
    "deadline without consequence": (
        with_deadline(StateDeadline(rule="mend", owner="company")),
        [
            'Deadline "mend" of state "issued" has no consequence: '
            "no transition fires, nothing escalates."
        ],
    ),
    "deadline that fires a step from elsewhere": (
        with_deadline(StateDeadline(rule="mend", owner="company", fires="lapse")),
        ['Deadline "mend" of state "issued" fires "lapse", which does not leave that state.'],
    ),
    "party deciding its own proposal": (
        with_steps(
            step(
                "wave_through", "issued", "closed", parties=("company", "street"), decides="closing"
            )
        ),
        ['Party "company" both proposes and decides "closing".'],
    ),
    "proposal that nobody decides": (
        with_steps(step("ask_for_time", "issued", "issued", proposes="more_time")),
        ['Subject "more_time" is proposed, but no transition decides it.'],
    ),
    "decision that nobody proposes": (
        with_steps(step("grant_time", "issued", "issued", decides="more_time")),
        ['Subject "more_time" is decided, but no transition proposes it.'],
    ),
}


@pytest.mark.parametrize(("workflow", "expected"), DEFECTS.values(), ids=DEFECTS.keys())
def test_a_defect_is_found_and_nothing_else(workflow: Workflow, expected: list[str]) -> None:
    assert defects(workflow) == expected


def test_every_proof_has_a_table_that_fails_it() -> None:
    failing = {
        proof for proof in PROOFS for workflow, _ in DEFECTS.values() if list(proof(workflow))
    }
    assert failing == set(PROOFS)
