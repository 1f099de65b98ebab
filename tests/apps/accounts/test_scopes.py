"""Scopes and what they contain: replaced fact by fact, written only when something differs."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from mashangban.accounts import actions, queries
from mashangban.accounts.models import Scope, ScopeCover
from mashangban.accounts.types import Cover, ScopeKind
from tests.apps.accounts.conftest import ALWAYS, THIS_YEAR

pytestmark = pytest.mark.django_db


def covers_of(source: str) -> set[tuple[int, int, DateRange]]:
    rows = ScopeCover.objects.filter(source=source)
    return {(row.outer_id, row.inner_id, row.period) for row in rows}


def test_a_scope_covers_itself_for_ever(compound: Scope) -> None:
    assert covers_of("self") == {(compound.pk, compound.pk, ALWAYS)}


def test_many_scopes_come_back_in_order(django_assert_num_queries: Any) -> None:
    labels = [f"小区{number}" for number in range(50)]
    with django_assert_num_queries(4):  # two inserts between savepoint and release
        scopes = actions.create_scopes((ScopeKind.COMPOUND, label) for label in labels)
    assert [scope.label for scope in Scope.objects.order_by("pk")] == labels
    assert [scope.label for scope in scopes] == labels


def test_there_is_one_system_scope() -> None:
    assert actions.system_scope() == actions.system_scope()
    with pytest.raises(IntegrityError, match="one_system_scope"), transaction.atomic():
        actions.create_scope(kind=ScopeKind.SYSTEM, label="another")


def test_they_are_listed_the_widest_first(compound: Scope, district: Scope) -> None:
    system = actions.system_scope()
    assert queries.scopes() == [system, district]  # compounds are too many to list


def test_the_covers_of_a_source_are_replaced_and_others_stay(
    district: Scope, compound: Scope
) -> None:
    actions.replace_covers(source="region:1", covers=[Cover(district.pk, compound.pk, THIS_YEAR)])
    actions.replace_covers(source="contract:1", covers=[Cover(district.pk, compound.pk, THIS_YEAR)])
    later = DateRange(date(2027, 1, 1), None)
    actions.replace_covers(source="contract:1", covers=[Cover(district.pk, compound.pk, later)])
    assert covers_of("region:1") == {(district.pk, compound.pk, THIS_YEAR)}
    assert covers_of("contract:1") == {(district.pk, compound.pk, later)}
    actions.replace_covers(source="contract:1", covers=[])
    assert covers_of("contract:1") == set()


def test_the_same_again_writes_nothing(district: Scope, compound: Scope) -> None:
    covers = [
        Cover(district.pk, compound.pk, THIS_YEAR),
        Cover(district.pk, compound.pk, THIS_YEAR),  # twice told is once covered
    ]
    actions.replace_covers(source="region:1", covers=covers)
    before = set(ScopeCover.objects.values_list("pk", flat=True))
    actions.replace_covers(source="region:1", covers=covers)
    assert set(ScopeCover.objects.values_list("pk", flat=True)) == before


def test_many_sources_at_once(district: Scope, compound: Scope) -> None:
    there = Cover(district.pk, compound.pk, THIS_YEAR)
    actions.replace_covers_of({f"region:{number}": [there] for number in range(50)})
    actions.replace_covers_of({"region:1": [], "region:2": [there], "region:51": [there]})
    left = set(ScopeCover.objects.exclude(source="self").values_list("source", flat=True))
    assert left == {f"region:{number}" for number in range(52)} - {"region:1", "region:50"}


def test_periods_of_one_source_must_not_overlap(district: Scope, compound: Scope) -> None:
    with pytest.raises(IntegrityError, match="cover_periods_apart"), transaction.atomic():
        actions.replace_covers(
            source="contract:1",
            covers=[
                Cover(district.pk, compound.pk, THIS_YEAR),
                Cover(district.pk, compound.pk, DateRange(date(2026, 6, 1), None)),
            ],
        )


def test_an_empty_period_is_refused(district: Scope, compound: Scope) -> None:
    with pytest.raises(IntegrityError, match="cover_lasts"), transaction.atomic():
        actions.replace_covers(
            source="contract:1",
            covers=[Cover(district.pk, compound.pk, DateRange(empty=True))],
        )
