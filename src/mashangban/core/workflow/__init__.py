"""A workflow as a table: the states of a thing, what leads from one to the next, and who may.

`Workflow` answers what is possible now, `defects` proves that the table is sound, `mermaid` and
`markdown` draw it for the documentation. Whether a *person* may is the app's `permissions.py`;
here stands only in which *state* a step is possible and which party of the field takes it.
"""

from mashangban.core.workflow.diagram import markdown, mermaid
from mashangban.core.workflow.proofs import defects
from mashangban.core.workflow.table import (
    State,
    StateDeadline,
    Transition,
    TransitionNotAllowed,
    Workflow,
)

__all__ = [
    "State",
    "StateDeadline",
    "Transition",
    "TransitionNotAllowed",
    "Workflow",
    "defects",
    "markdown",
    "mermaid",
]
