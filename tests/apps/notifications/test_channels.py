"""The channels themselves."""

import uuid

import pytest
from django.core import mail
from pytest_django import Settings

from mashangban.accounts import actions as accounts
from mashangban.accounts.models import Person, PersonalDetail
from mashangban.accounts.types import Reach
from mashangban.notifications import actions
from mashangban.notifications.channels import CHANNELS, channel_named, console, email, in_app
from mashangban.notifications.models import Notification
from mashangban.notifications.types import Message, NotificationState
from tests.apps.notifications.conftest import NOW, TESTS
from tests.apps.notifications.test_sending import tell

MESSAGE = Message(uuid.UUID(int=7), uuid.UUID(int=8), "标题", "内容", "http://127.0.0.1:8000/x/")


def test_channels_are_found_by_the_names_that_rows_keep() -> None:
    assert [channel.NAME for channel in CHANNELS] == ["in_app", "email", "console"]
    assert all(channel_named(channel.NAME) is channel for channel in CHANNELS)
    assert channel_named("telegraph") is None


@pytest.mark.parametrize("signs_in", [True, False])
@pytest.mark.parametrize("has_email", [True, False])
def test_who_is_reached_how(signs_in: bool, has_email: bool) -> None:
    reach = Reach(uuid.uuid4(), signs_in=signs_in, has_email=has_email)

    assert in_app.is_available(reach) is signs_in
    assert email.is_available(reach) is has_email
    assert console.is_available(reach) is False


def test_the_console_speaks_in_the_demonstration_only(settings: Settings) -> None:
    reach = Reach(uuid.uuid4(), signs_in=False, has_email=False)
    modes = type(settings.MODE)
    for mode, speaks in ((modes.DEMO, True), (modes.TEST, False), (modes.PRODUCTION, False)):
        settings.MODE = mode
        assert console.is_available(reach) is speaks


def test_the_console_prints_the_message(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        console.send(MESSAGE)

    printed = str(caplog.records[-1].msg)
    for part in ("标题", "内容", "http://127.0.0.1:8000/x/"):
        assert part in printed


def test_an_e_mail_goes_to_the_address_of_the_person(he: Person, settings: Settings) -> None:
    settings.BASE_URL = "https://wuye.example.org"
    settings.DEFAULT_FROM_EMAIL = "wuye@example.org"
    tell(he)

    actions.deliver_due(at=NOW)

    (sent,) = mail.outbox
    row = Notification.objects.get(channel="email")
    assert row.state == NotificationState.SENT
    assert (sent.to, sent.from_email) == (["he@example.org"], "wuye@example.org")
    assert sent.subject == "未读"
    assert sent.body == (
        "about 7\n\nhttps://wuye.example.org/requests/7/\n\n"
        "-- \n这封邮件由程序自动发出，回信没有人看。"
    )
    assert sent.extra_headers["Message-ID"] == f"<{row.pk}@wuye.example.org>"
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert sent.message()["Message-ID"] == f"<{row.pk}@wuye.example.org>"


def test_an_address_taken_back_meanwhile_is_not_written_to(he: Person) -> None:
    tell(he)
    PersonalDetail.objects.filter(person=he, kind="email").delete()

    actions.deliver_due(at=NOW)

    assert mail.outbox == []
    assert Notification.objects.get(channel="email").state == NotificationState.FAILED


def test_an_erased_person_is_not_written_to(he: Person) -> None:
    tell(he)
    accounts.erase_person(person=he, by=TESTS, at=NOW)

    actions.deliver_due(at=NOW)

    assert mail.outbox == []


def test_nothing_of_the_person_is_in_the_outbox(he: Person) -> None:
    tell(he)
    actions.deliver_due(at=NOW)

    for row in Notification.objects.values():
        assert "he@example.org" not in str(row)
        assert "何文" not in str(row)
