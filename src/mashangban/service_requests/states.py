"""The way of a service request, as a table."""

from enum import StrEnum

from mashangban.core.workflow import State, StateDeadline, Transition, Workflow


class S(StrEnum):
    """Where a request stands."""

    REPORTED = "reported"
    ACCEPTED = "accepted"
    WORKING = "working"
    RESOLVED = "resolved"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Party(StrEnum):
    """Who acts on a request."""

    RESIDENT = "resident"
    HANDLER = "handler"
    SYSTEM = "system"


class Step(StrEnum):
    """What leads from one state to the next."""

    REPORT = "report"
    ACCEPT = "accept"
    START = "start"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"


HANDLE = "service_requests.handle"

# The time a company has; late requests go up to the subdistrict (the ladder itself is data).
_RESOLUTION = StateDeadline(rule="resolution", owner=Party.HANDLER, escalates="subdistrict")

WORKFLOW = Workflow(
    name="service_request",
    parties=tuple(Party),
    initial=S.REPORTED,
    states=(
        State(S.REPORTED, deadlines=(_RESOLUTION,)),
        State(S.ACCEPTED, deadlines=(_RESOLUTION,)),
        State(S.WORKING, deadlines=(_RESOLUTION,)),
        State(
            S.RESOLVED,
            deadlines=(StateDeadline(rule="answer", owner=Party.RESIDENT, fires=Step.LAPSE),),
        ),
        State(S.CLOSED, terminal=True),
        State(S.WITHDRAWN, terminal=True),
    ),
    transitions=(
        Transition(
            Step.ACCEPT, S.REPORTED, S.ACCEPTED, parties=(Party.HANDLER,), permission=HANDLE
        ),
        Transition(Step.START, S.ACCEPTED, S.WORKING, parties=(Party.HANDLER,), permission=HANDLE),
        Transition(
            Step.RESOLVE,
            S.WORKING,
            S.RESOLVED,
            parties=(Party.HANDLER,),
            permission=HANDLE,
            proposes="solved",
        ),
        Transition(Step.CONFIRM, S.RESOLVED, S.CLOSED, parties=(Party.RESIDENT,), decides="solved"),
        Transition(Step.LAPSE, S.RESOLVED, S.CLOSED, parties=(Party.SYSTEM,), decides="solved"),
        Transition(Step.REOPEN, S.RESOLVED, S.REPORTED, parties=(Party.RESIDENT,)),
        Transition(Step.WITHDRAW, S.REPORTED, S.WITHDRAWN, parties=(Party.RESIDENT,)),
        Transition(Step.WITHDRAW, S.ACCEPTED, S.WITHDRAWN, parties=(Party.RESIDENT,)),
    ),
)

OPEN_STATES = (S.REPORTED, S.ACCEPTED, S.WORKING)
ENDED_STATES = (S.CLOSED, S.WITHDRAWN)
