"""The way of an import, as a table. What takes long is done by the worker."""

from enum import StrEnum

from mashangban.core.workflow import State, Transition, Workflow

IMPORT = "imports.import"  # the permission that the steps of a person ask for


class S(StrEnum):
    """Where an import stands."""

    UPLOADED = "uploaded"  # the worker reads what columns there are
    COLUMNS = "columns"  # somebody says which column holds what
    CHECKING = "checking"  # the worker tries it without writing
    CHECKED = "checked"  # somebody reads the report
    WRITING = "writing"
    WRITTEN = "written"
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"  # the file as a whole cannot be used
    DISCARDED = "discarded"


class Party(StrEnum):
    PERSON = "person"
    WORKER = "worker"


class Step(StrEnum):
    READ = "read"
    CHOOSE = "choose"
    CHECK = "check"
    CHOOSE_AGAIN = "choose_again"
    IMPORT = "import"
    WRITE = "write"
    STOP = "stop"
    UNDO = "undo"
    TAKE_BACK = "take_back"
    KEEP = "keep"
    FAIL = "fail"
    DISCARD = "discard"


_PERSON = (Party.PERSON,)
_WORKER = (Party.WORKER,)

WORKFLOW = Workflow(
    name="import",
    parties=tuple(Party),
    initial=S.UPLOADED,
    states=(
        State(S.UPLOADED),
        State(S.COLUMNS),
        State(S.CHECKING),
        State(S.CHECKED),
        State(S.WRITING),
        State(S.WRITTEN, terminal=True),
        State(S.UNDOING),
        State(S.UNDONE, terminal=True),
        State(S.FAILED, terminal=True),
        State(S.DISCARDED, terminal=True),
    ),
    transitions=(
        Transition(Step.READ, S.UPLOADED, S.COLUMNS, parties=_WORKER),
        Transition(Step.FAIL, S.UPLOADED, S.FAILED, parties=_WORKER),
        Transition(Step.CHOOSE, S.COLUMNS, S.CHECKING, parties=_PERSON, permission=IMPORT),
        Transition(Step.DISCARD, S.COLUMNS, S.DISCARDED, parties=_PERSON, permission=IMPORT),
        Transition(Step.CHECK, S.CHECKING, S.CHECKED, parties=_WORKER),
        Transition(Step.STOP, S.CHECKING, S.COLUMNS, parties=_WORKER),
        Transition(Step.CHOOSE_AGAIN, S.CHECKED, S.COLUMNS, parties=_PERSON, permission=IMPORT),
        Transition(Step.DISCARD, S.CHECKED, S.DISCARDED, parties=_PERSON, permission=IMPORT),
        Transition(Step.IMPORT, S.CHECKED, S.WRITING, parties=_PERSON, permission=IMPORT),
        Transition(Step.WRITE, S.WRITING, S.WRITTEN, parties=_WORKER),
        Transition(Step.STOP, S.WRITING, S.COLUMNS, parties=_WORKER),
        Transition(
            Step.UNDO, S.WRITTEN, S.UNDOING, parties=_PERSON, permission=IMPORT, reopens=True
        ),
        Transition(Step.TAKE_BACK, S.UNDOING, S.UNDONE, parties=_WORKER),
        Transition(Step.KEEP, S.UNDOING, S.WRITTEN, parties=_WORKER),
    ),
)

# The page asks again by itself in these: the worker is at it.
BUSY = (S.UPLOADED, S.CHECKING, S.WRITING, S.UNDOING)
ENDED = (S.WRITTEN, S.UNDONE, S.FAILED, S.DISCARDED)
