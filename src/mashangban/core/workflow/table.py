"""The table itself: states, transitions, deadlines, and the questions asked of them."""

from dataclasses import KW_ONLY, dataclass


class TransitionNotAllowed(Exception):
    """The step is not possible in this state.

    `workflow`, `state` and `name` say what was tried; `allowed` holds the names that are possible.
    """

    def __init__(self, *, workflow: str, state: str, name: str, allowed: tuple[str, ...]) -> None:
        choice = f"possible: {', '.join(allowed)}" if allowed else "nothing is possible any more"
        super().__init__(f'"{name}" is not possible in state "{state}" of {workflow}; {choice}.')
        self.workflow = workflow
        self.state = state
        self.name = name
        self.allowed = allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class StateDeadline:
    """A limit on the stay in a state: who must act in time, and what happens otherwise.

    `rule` names the dated rule that says how long, since lengths are data and not code. Late,
    the transition `fires` happens by itself or the matter `escalates`, or both. Owner and
    consequence may be missing here so that the proof, not a crash, reports them.
    """

    rule: str
    owner: str | None = None
    fires: str | None = None
    escalates: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A state by its stored name. A terminal one is left only by a transition that reopens."""

    name: str
    _: KW_ONLY
    terminal: bool = False
    deadlines: tuple[StateDeadline, ...] = ()


@dataclass(frozen=True, slots=True)
class Transition:
    """A step `name` from `source` to `target` that any of `parties` may take.

    `permission` is the codename that the app's `permissions.py` asks for, if the step needs one.
    `proposes` and `decides` name a subject ("closing", "misconduct points"): no party may do both
    for the same subject.
    """

    name: str
    source: str
    target: str
    _: KW_ONLY
    parties: tuple[str, ...]
    permission: str | None = None
    proposes: str | None = None
    decides: str | None = None
    reopens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """A transition table. It is read as given; `defects` says whether it is sound."""

    name: str
    parties: tuple[str, ...]
    states: tuple[State, ...]
    initial: str
    transitions: tuple[Transition, ...]

    @property
    def terminal(self) -> tuple[str, ...]:
        """Return the names of the terminal states."""
        return tuple(state.name for state in self.states if state.terminal)

    def state(self, name: str) -> State:
        """Return the state called `name`; raises ValueError for one the table does not have."""
        for state in self.states:
            if state.name == name:
                return state
        known = ", ".join(state.name for state in self.states)
        raise ValueError(f'Workflow {self.name} has no state "{name}"; it has: {known}.')

    def leaving(self, state: str) -> tuple[Transition, ...]:
        """Return the transitions out of `state`, in the table's order."""
        known = self.state(state).name
        return tuple(step for step in self.transitions if step.source == known)

    def allowed(self, state: str, party: str) -> tuple[str, ...]:
        """Return the names of the transitions that `party` may take in `state`."""
        if party not in self.parties:
            known = ", ".join(self.parties)
            raise ValueError(f'Workflow {self.name} has no party "{party}"; it has: {known}.')
        return tuple(step.name for step in self.leaving(state) if party in step.parties)

    def transition(self, state: str, name: str) -> Transition:
        """Return the transition `name` out of `state`; raises TransitionNotAllowed."""
        steps = self.leaving(state)
        for step in steps:
            if step.name == name:
                return step
        raise TransitionNotAllowed(
            workflow=self.name,
            state=state,
            name=name,
            allowed=tuple(step.name for step in steps),
        )

    def move(self, state: str, name: str) -> str:
        """Return the state that `name` leads to from `state`; raises TransitionNotAllowed."""
        return self.transition(state, name).target
