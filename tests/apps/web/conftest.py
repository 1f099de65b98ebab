"""A Monday morning in the small world, and whoever looks at it."""

import uuid
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client

from mashangban.accounts import actions as accounts
from mashangban.accounts.models import Scope
from mashangban.accounts.types import DetailKind
from mashangban.kit import clock
from tests.sign_in import sign_in
from tests.world import ALWAYS, NOW, PASSWORD, SETUP


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def holder(role: str, *scopes: Scope) -> Client:
    """Return the client of somebody new who holds a role over the scopes, signed in."""
    person = accounts.create_person(by=SETUP, at=NOW, details={DetailKind.NAME: "路人"})
    user = accounts.create_user(
        username=f"u-{uuid.uuid4().hex[:12]}", password=PASSWORD, person=person, by=SETUP, at=NOW
    )
    for scope in scopes:
        accounts.grant(person=person, role=role, scope=scope, period=ALWAYS, by=SETUP, at=NOW)
    client = Client()
    sign_in(client, user)
    return client


def words(response: HttpResponse) -> str:
    """Return a page as text."""
    return response.content.decode()
