import pytest
from procrastinate.contrib.django import app

from mashangban.audit.models import Checkpoint
from mashangban.kit import clock
from tests.apps.audit.conftest import AT, write
from tests.jobs import count_jobs, forget_jobs, run_due_jobs


@pytest.mark.django_db(transaction=True)
def test_the_worker_seals() -> None:
    forget_jobs()
    write(3)
    app.configure_task("audit.seal").defer(timestamp=0)
    with clock.frozen(AT):
        run_due_jobs()
    assert count_jobs("audit.seal", "succeeded") == 1
    checkpoint = Checkpoint.objects.get()
    assert (checkpoint.size, checkpoint.at) == (3, AT)


@pytest.mark.django_db
def test_sealing_happens_every_few_seconds() -> None:
    task = app.periodic_registry.periodic_tasks[("audit.seal", "")]
    assert len(task.cron.split()) == 6  # the sixth field is for seconds
    moments = task.croniter.all_next(ret_type=float, start_time=0.0)
    assert [next(moments) for _ in range(3)] == [5.0, 10.0, 15.0]
