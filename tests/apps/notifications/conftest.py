"""A small cast and words for what it is told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from django.utils.translation import gettext_lazy as _

from mashangban.accounts import actions as accounts
from mashangban.accounts.models import Person
from mashangban.accounts.types import DetailKind, Reach
from mashangban.kit.actors import Actor
from mashangban.notifications import channels, messages
from mashangban.notifications.types import Message
from tests import jobs

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TESTS = Actor.system("tests")
PASSWORD = "long-enough-to-pass"
KIND = "tests.told"


@dataclass
class RecordingChannel:
    """A channel for everybody that keeps what it sends, or fails as it is told."""

    NAME: str = "recording"
    sent: list[Message] = field(default_factory=list)
    error: Exception | None = None

    def is_available(self, reach: Reach) -> bool:
        return True

    def send(self, message: Message) -> None:
        if self.error:
            raise self.error
        self.sent.append(message)


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register one kind of message, for the time of a test."""
    monkeypatch.setattr(messages, "_words", dict(messages._words))
    # The msgid is one that has a translation: "Unread" becomes "未读".
    messages.register(KIND, title=_("Unread"), body="about %(number)s")


@pytest.fixture
def recording(monkeypatch: pytest.MonkeyPatch) -> RecordingChannel:
    """Put a recording channel in the place of all others."""
    from mashangban.notifications import actions

    channel = RecordingChannel()
    monkeypatch.setattr(actions, "CHANNELS", (channel,))
    monkeypatch.setattr(channels, "CHANNELS", (channel,))
    return channel


@pytest.fixture
def committing(transactional_db: None) -> Iterator[None]:
    """Let the test commit, and leave no job behind."""
    yield
    jobs.forget_jobs()


@pytest.fixture
def he(db: None) -> Person:
    """Return a project manager, who signs in and has an e-mail address."""
    person = accounts.create_person(
        by=TESTS, at=NOW, details={DetailKind.NAME: "何文", DetailKind.EMAIL: "he@example.org"}
    )
    accounts.create_user(username="he", password=PASSWORD, person=person, by=TESTS, at=NOW)
    return person


@pytest.fixture
def chen(db: None) -> Person:
    """Return somebody who signs in and left no address."""
    person = accounts.create_person(by=TESTS, at=NOW, details={DetailKind.NAME: "陈静"})
    accounts.create_user(username="chen", password=PASSWORD, person=person, by=TESTS, at=NOW)
    return person


@pytest.fixture
def fang(db: None) -> Person:
    """Return a resident of whom nothing is known."""
    return accounts.create_person(by=TESTS, at=NOW)
