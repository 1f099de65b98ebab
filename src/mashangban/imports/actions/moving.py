"""Taking one step of the table."""

import uuid

from mashangban.imports.errors import NotNow
from mashangban.imports.models import ImportRun
from mashangban.imports.states import WORKFLOW, Party, Step
from mashangban.kit.errors import NotFound


def locked(run_id: uuid.UUID) -> ImportRun:
    """Return the import, locked until the transaction ends. Raises NotFound."""
    runs = ImportRun.objects.select_related("person").select_for_update(of=("self",))
    run = runs.filter(pk=run_id).first()
    if run is None:
        raise NotFound
    return run


def move(run: ImportRun, step: Step, party: Party, *, problem: str = "") -> None:
    """Take the step and save the import. Raises NotNow when it does not begin here."""
    if step not in WORKFLOW.allowed(run.state, party):
        raise NotNow
    run.state = WORKFLOW.move(run.state, step)
    run.problem = problem
    run.done = run.total = 0
    run.save()
