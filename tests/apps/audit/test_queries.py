import pytest
from pytest_django import DjangoAssertNumQueries

from mashangban.audit import actions
from mashangban.audit.queries import entries_about
from mashangban.kit.actors import Actor
from tests.apps.audit.conftest import AT, SOMEBODY, seal, write


@pytest.mark.django_db(transaction=True)
def test_entries_about_a_subject_come_latest_first_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    write(3)
    by = Actor.system("clean-up")
    seal()
    actions.record(by=by, at=AT, verb="test.mended", subject=("thing", 1), data={"n": 4})
    with django_assert_num_queries(1):
        rows = entries_about(("thing", 1))
    assert [(row.verb, row.by, row.sealed, row.data) for row in rows] == [
        ("test.mended", by, False, {"n": 4}),
        ("test.did", SOMEBODY, True, {"number": 1}),
    ]


@pytest.mark.django_db
def test_entries_come_in_pages() -> None:
    for number in range(5):
        actions.record(by=SOMEBODY, at=AT, verb=f"step.{number}", subject=("thing", "x"))
    first = entries_about(("thing", "x"), limit=2)
    second = entries_about(("thing", "x"), limit=2, before=first[-1].id)
    assert [row.verb for row in first + second] == ["step.4", "step.3", "step.2", "step.1"]
