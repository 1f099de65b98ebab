"""The table drawn for people: a Mermaid state diagram and Markdown tables, the same every time."""

from collections.abc import Iterable, Sequence

from mashangban.core.workflow.table import StateDeadline, Transition, Workflow


def mermaid(workflow: Workflow) -> str:
    """Return the Mermaid source of the state diagram, in the table's order, ending in a newline."""
    lines = ["stateDiagram-v2", f"    [*] --> {workflow.initial}"]
    lines += [
        f"    {step.source} --> {step.target}: {step.name} ({', '.join(step.parties)})"
        for step in workflow.transitions
    ]
    lines += [f"    {name} --> [*]" for name in workflow.terminal]
    return "\n".join(lines) + "\n"


def markdown(workflow: Workflow) -> str:
    """Return the transitions, and the deadlines if any, as Markdown tables ending in a newline."""
    text = _table(
        ("From", "Step", "To", "Who may", "Permission", "Remarks"),
        (_transition_cells(step) for step in workflow.transitions),
    )
    limits = [
        _deadline_cells(state.name, deadline)
        for state in workflow.states
        for deadline in state.deadlines
    ]
    if limits:
        text += "\n" + _table(("State", "Deadline", "Who must act", "If late"), limits)
    return text


def _transition_cells(step: Transition) -> tuple[str, ...]:
    remarks = [
        *(["reopens"] if step.reopens else []),
        *([f"proposes {step.proposes}"] if step.proposes else []),
        *([f"decides {step.decides}"] if step.decides else []),
    ]
    return (
        f"`{step.source}`",
        f"`{step.name}`",
        f"`{step.target}`",
        ", ".join(step.parties),
        f"`{step.permission}`" if step.permission else "",
        "; ".join(remarks),
    )


def _deadline_cells(state: str, deadline: StateDeadline) -> tuple[str, ...]:
    consequences = [
        *([f"`{deadline.fires}` happens by itself"] if deadline.fires else []),
        *([f"escalates: {deadline.escalates}"] if deadline.escalates else []),
    ]
    return (f"`{state}`", f"`{deadline.rule}`", deadline.owner or "", "; ".join(consequences))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
