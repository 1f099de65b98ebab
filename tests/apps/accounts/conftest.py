"""People, places and a time that the tests of accounts share."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from mashangban.accounts import actions
from mashangban.accounts.models import Person, Scope, User
from mashangban.accounts.types import DetailKind, ScopeKind
from mashangban.kit.actors import Actor

AT = datetime(2026, 11, 23, 2, 20, tzinfo=UTC)
TODAY = date(2026, 11, 23)
THIS_YEAR = DateRange(date(2026, 1, 1), date(2027, 1, 1))
ALWAYS = DateRange(None, None)
SETUP = Actor.system("tests")
PASSWORD = "bademi-kufasa-nilumo"


@pytest.fixture
def person(db: None) -> Person:
    """Somebody of whom all is known."""
    return actions.create_person(
        by=SETUP,
        at=AT,
        details={
            DetailKind.NAME: "王小明",
            DetailKind.PHONE: "138 0000 0142",
            DetailKind.EMAIL: "Wang.XM@Example.com",
        },
    )


@pytest.fixture
def other(db: None) -> Person:
    """Somebody of whom nothing is known."""
    return actions.create_person(by=SETUP, at=AT)


@pytest.fixture
def user(person: Person) -> User:
    """The sign-in of `person`."""
    return actions.create_user(username="wangxm", password=PASSWORD, person=person, by=SETUP, at=AT)


@pytest.fixture
def make_scope(db: None) -> Callable[[ScopeKind], Scope]:
    """Make a scope of a kind."""
    return lambda kind: actions.create_scope(kind=kind, label=f"a {kind}")


@pytest.fixture
def district(make_scope: Callable[[ScopeKind], Scope]) -> Scope:
    return make_scope(ScopeKind.DISTRICT)


@pytest.fixture
def compound(make_scope: Callable[[ScopeKind], Scope]) -> Scope:
    return make_scope(ScopeKind.COMPOUND)
