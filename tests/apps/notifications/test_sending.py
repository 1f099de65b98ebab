"""From an event to the outbox and out of it: all or nothing, and once."""

import threading
import time
import uuid
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries, Settings

from mashangban.accounts import actions as accounts
from mashangban.accounts.models import Person
from mashangban.kit import clock
from mashangban.notifications import actions, channels, tasks
from mashangban.notifications.errors import UnknownKind, Unreachable
from mashangban.notifications.models import Notification
from mashangban.notifications.types import Message, NotificationState
from tests.apps.notifications.conftest import KIND, NOW, TESTS, RecordingChannel


def tell(*recipients: Person | uuid.UUID, dedupe: str = "event 1", **changes: Any) -> None:
    fields = {"kind": KIND, "params": {"number": 7}, "path": "/requests/7/", "at": NOW, **changes}
    actions.send(recipients=recipients, dedupe=dedupe, **fields)


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="notifications.deliver").count()


def told() -> set[tuple[uuid.UUID, str]]:
    return set(Notification.objects.values_list("recipient_id", "channel"))


def test_everybody_is_told_by_the_ways_that_reach_them(
    he: Person, chen: Person, fang: Person
) -> None:
    tell(he, chen.pk, fang)

    assert told() == {(he.pk, "in_app"), (he.pk, "email"), (chen.pk, "in_app")}
    assert jobs() == 1


def test_the_demonstration_prints_what_anybody_is_told(fang: Person, settings: Settings) -> None:
    settings.MODE = type(settings.MODE).DEMO

    tell(fang)

    assert told() == {(fang.pk, "console")}


def test_who_is_erased_or_closed_is_told_nothing(he: Person, chen: Person) -> None:
    accounts.erase_person(person=he, by=TESTS, at=NOW)
    accounts.set_active(user=chen.user, active=False, by=TESTS, at=NOW)

    tell(he, chen)

    assert told() == set()
    assert jobs() == 0


def test_what_is_told_twice_is_written_once(he: Person) -> None:
    tell(he, he.pk)
    tell(he)
    tell(he, dedupe="event 2")

    assert Notification.objects.filter(channel="in_app").count() == 2


def test_rolled_back_nothing_is_sent(he: Person, recording: RecordingChannel) -> None:
    with transaction.atomic():
        tell(he)
        transaction.set_rollback(True)

    assert jobs() == 0
    assert actions.deliver_due(at=NOW) == 0
    assert recording.sent == []


def test_words_are_checked_before_anything_is_written(he: Person) -> None:
    with pytest.raises(UnknownKind):
        tell(he, kind="tests.unheard")
    with pytest.raises(KeyError):
        tell(he, params={})

    assert told() == set()


@pytest.mark.parametrize("path", ["//example.org/", "https://example.org/", "requests/7/"])
def test_messages_lead_to_our_own_pages_only(he: Person, path: str) -> None:
    with pytest.raises(IntegrityError, match="notification_leads_to_our_pages"):
        tell(he, path=path)


def test_writing_takes_as_many_queries_for_many_as_for_one(
    he: Person, chen: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # Who is reached how; savepoint, rows, job, savepoint.
    with django_assert_num_queries(5):
        tell(he)
    with django_assert_num_queries(5):
        tell(he, chen, dedupe="event 2")


def test_what_waits_is_sent_and_noted(
    he: Person, recording: RecordingChannel, settings: Settings
) -> None:
    settings.BASE_URL = "https://wuye.example.org"
    tell(he)
    later = NOW + timedelta(seconds=1)

    assert actions.deliver_due(at=later) == 1

    row = Notification.objects.get()
    assert recording.sent == [
        Message(row.pk, he.pk, "未读", "about 7", "https://wuye.example.org/requests/7/")
    ]
    assert (row.state, row.sent_at, row.attempts) == (NotificationState.SENT, later, 1)


def test_what_was_sent_is_not_sent_again(he: Person, recording: RecordingChannel) -> None:
    tell(he)

    for _ in range(3):
        actions.deliver_due(at=NOW)

    assert len(recording.sent) == 1


def test_a_message_without_a_page_has_no_address(he: Person, recording: RecordingChannel) -> None:
    tell(he, path="")
    actions.deliver_due(at=NOW)

    assert recording.sent[0].url == ""


def test_what_fails_is_tried_again_at_growing_distances_and_given_up(
    he: Person, recording: RecordingChannel
) -> None:
    recording.error = ConnectionRefusedError("mail.example.org")
    tell(he)
    at = NOW
    waits = []
    row = Notification.objects.get()
    while row.state == NotificationState.WAITING:
        assert row.due_at is not None
        waits.append(row.due_at - at)
        at = row.due_at
        assert actions.deliver_due(at=at - timedelta(seconds=1)) == 0
        assert actions.deliver_due(at=at) == 1
        row.refresh_from_db()

    assert waits == [
        timedelta(0),
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=8),
    ]
    assert (row.state, row.attempts) == (NotificationState.FAILED, 6)
    assert row.error == "ConnectionRefusedError"
    assert actions.deliver_due(at=at + timedelta(days=9)) == 0


def test_what_failed_once_is_sent_when_it_is_possible_again(
    he: Person, recording: RecordingChannel
) -> None:
    recording.error = TimeoutError()
    tell(he)
    actions.deliver_due(at=NOW)
    recording.error = None
    actions.deliver_due(at=NOW + timedelta(minutes=1))

    row = Notification.objects.get()
    assert (row.state, row.attempts, row.error) == (NotificationState.SENT, 2, "")
    assert len(recording.sent) == 1


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        (SMTPDataError(552, b"he@example.org is full"), "SMTPDataError 552"),
        (SMTPRecipientsRefused({"he@example.org": (550, b"no")}), "SMTPRecipientsRefused"),
    ],
)
def test_of_a_failure_no_address_is_kept(
    he: Person,
    recording: RecordingChannel,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    kept: str,
) -> None:
    recording.error = error
    tell(he)
    actions.deliver_due(at=NOW)

    assert Notification.objects.get().error == kept
    captured = capsys.readouterr()
    assert "he@example.org" not in captured.out + captured.err


def test_one_failure_does_not_hold_up_the_others(
    he: Person, chen: Person, recording: RecordingChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(he, chen)
    send = recording.send

    def fail_for_he(message: Message) -> None:
        if message.recipient_id == he.pk:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")  # breaks the transaction it happens in
        send(message)

    monkeypatch.setattr(recording, "send", fail_for_he)

    assert actions.deliver_due(at=NOW) == 2
    assert [message.recipient_id for message in recording.sent] == [chen.pk]
    assert Notification.objects.get(recipient=he).error == "DataError"


def test_who_cannot_be_reached_any_more_is_given_up_at_once(
    he: Person, recording: RecordingChannel
) -> None:
    recording.error = Unreachable()
    tell(he)
    actions.deliver_due(at=NOW)

    row = Notification.objects.get()
    assert (row.state, row.error) == (NotificationState.FAILED, "Unreachable")


def test_a_channel_that_was_removed_is_given_up(
    he: Person, recording: RecordingChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(he)
    monkeypatch.setattr(channels, "CHANNELS", ())
    actions.deliver_due(at=NOW)

    assert Notification.objects.get().state == NotificationState.FAILED


def test_the_job_and_the_minute_both_deliver(he: Person, recording: RecordingChannel) -> None:
    with clock.frozen(NOW):
        tell(he)
        assert tasks.deliver() == 1
        tell(he, dedupe="event 2")
        assert tasks.deliver_again(timestamp=0) == 1

    assert len(recording.sent) == 2


@pytest.mark.usefixtures("committing")
def test_two_workers_send_each_message_once(
    he: Person, chen: Person, recording: RecordingChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(10):
        tell(he, chen, dedupe=f"event {number}")
    both_started = threading.Barrier(2)
    send = recording.send

    def slowly(message: Message) -> None:
        time.sleep(0.005)
        send(message)

    monkeypatch.setattr(recording, "send", slowly)
    counts: list[int] = []

    def work() -> None:
        both_started.wait(5)
        counts.append(actions.deliver_due(at=NOW))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(20)

    sent = [message.id for message in recording.sent]
    assert len(sent) == len(set(sent)) == 20
    assert sum(counts) == 20
    assert min(counts) > 0


@pytest.mark.usefixtures("committing")
def test_a_worker_that_dies_while_sending_leaves_it_to_the_next(
    he: Person, recording: RecordingChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(message: Message) -> None:
        raise Killed

    tell(he)
    with monkeypatch.context() as patch:
        patch.setattr(recording, "send", die)
        with pytest.raises(Killed):
            actions.deliver_due(at=NOW)

    assert actions.deliver_due(at=NOW) == 1
    assert len(recording.sent) == 1


def test_the_database_refuses_states_that_contradict_themselves(he: Person) -> None:
    tell(he)
    rows = Notification.objects.filter(channel="in_app")

    def contradicts(name: str, **changes: datetime | str | None) -> None:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**changes)

    contradicts("notification_waits_for_a_time", due_at=None)
    contradicts("notification_sent_at_a_time", sent_at=NOW)
    contradicts("notification_sent_at_a_time", state=NotificationState.SENT, due_at=None)
