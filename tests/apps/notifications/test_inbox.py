"""The inbox: one's own messages, and no other."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from mashangban.accounts.models import Person
from mashangban.kit import clock
from mashangban.kit.errors import NotFound
from mashangban.notifications import actions, presenters, queries, views
from mashangban.notifications.models import Notification
from tests.apps.notifications.conftest import KIND, NOW
from tests.apps.notifications.test_sending import tell
from tests.sign_in import sign_in

INBOX = "/notifications/"


@pytest.fixture
def signed_in(he: Person, client: Client) -> Client:
    sign_in(client, he.user)
    return client


def mine(person: Person) -> list[int]:
    return [int(line.params["number"]) for line in queries.inbox(person.pk, limit=100)]


def test_each_sees_their_own_newest_first(he: Person, chen: Person) -> None:
    for number in range(3):
        later = NOW + timedelta(minutes=number)
        tell(he, dedupe=str(number), params={"number": number}, at=later)
    tell(chen, dedupe="other", params={"number": 9})

    assert mine(he) == [2, 1, 0]
    assert mine(chen) == [9]


def test_a_message_is_there_before_any_worker_runs(he: Person) -> None:
    tell(he)

    assert len(queries.inbox(he.pk, limit=9)) == 1
    assert queries.unread_count(he.pk) == 1


def test_pages_follow_each_other(he: Person) -> None:
    for number in range(5):
        later = NOW + timedelta(minutes=number)
        tell(he, dedupe=str(number), params={"number": number}, at=later)

    first = queries.inbox(he.pk, limit=2)
    second = queries.inbox(he.pk, limit=2, before=first[-1].id)

    assert [line.params["number"] for line in first + second] == [4, 3, 2, 1]


def test_reading_counts_once(he: Person) -> None:
    tell(he)
    tell(he, dedupe="2")
    first, second = queries.inbox(he.pk, limit=2)
    for at in (NOW, NOW + timedelta(hours=1)):
        actions.mark_read(person_id=he.pk, message_id=first.id, at=at)

    assert queries.message(he.pk, first.id).read_at == NOW
    assert queries.message(he.pk, second.id).read_at is None
    assert queries.unread_count(he.pk) == 1


def test_nobody_reads_for_another(he: Person, chen: Person) -> None:
    tell(he)
    (line,) = queries.inbox(he.pk, limit=1)

    with pytest.raises(NotFound):
        queries.message(chen.pk, line.id)
    actions.mark_read(person_id=chen.pk, message_id=line.id, at=NOW)
    actions.mark_all_read(person_id=chen.pk, at=NOW)

    assert queries.unread_count(he.pk) == 1


def test_the_page_shows_what_was_told(he: Person, signed_in: Client) -> None:
    tell(he, at=clock.now())

    page = signed_in.get(INBOX)

    assert page.status_code == 200
    assert "notifications/inbox.html" in [template.name for template in page.templates]
    html = page.content.decode()
    for part in ("about 7", "1 条未读", "全部标为已读", "今天"):
        assert part in html


def test_the_page_speaks_the_readers_language(he: Person, signed_in: Client) -> None:
    tell(he)
    signed_in.cookies["language"] = "en"

    html = signed_in.get(INBOX).content.decode()

    assert "1 unread" in html
    assert "Mark all as read" in html


def test_an_empty_inbox_says_so(signed_in: Client) -> None:
    html = signed_in.get(INBOX).content.decode()

    assert "没有消息。有新情况会在这里提醒。" in html
    assert "全部标为已读" not in html


def test_opening_a_message_reads_it_and_leads_on(he: Person, signed_in: Client) -> None:
    tell(he)
    (line,) = queries.inbox(he.pk, limit=1)

    answer = signed_in.get(f"/notifications/{line.id}/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/requests/7/")
    assert queries.unread_count(he.pk) == 0


def test_a_message_that_leads_nowhere_leads_back(he: Person, signed_in: Client) -> None:
    tell(he, path="")
    (line,) = queries.inbox(he.pk, limit=1)

    assert signed_in.get(f"/notifications/{line.id}/").headers["Location"] == INBOX


def test_everything_is_read_at_once(he: Person, chen: Person, signed_in: Client) -> None:
    for number in range(3):
        tell(he, chen, dedupe=str(number))

    answer = signed_in.post(reverse("notifications:read_all"))

    assert answer.headers["Location"] == INBOX
    assert queries.unread_count(he.pk) == 0
    assert queries.unread_count(chen.pk) == 3
    assert "全部看过了" in signed_in.get(INBOX).content.decode()


def test_strangers_and_guests(he: Person, chen: Person, client: Client) -> None:
    tell(chen)
    (line,) = queries.inbox(chen.pk, limit=1)
    addresses = [INBOX, f"/notifications/{line.id}/"]
    for address in addresses:
        assert client.get(address).headers["Location"].startswith("/accounts/login/")
    assert client.post("/notifications/read/").headers["Location"].startswith("/accounts/login/")

    sign_in(client, he.user)
    assert client.get(f"/notifications/{line.id}/").status_code == 404
    assert client.get(f"/notifications/{uuid.uuid4()}/").status_code == 404
    assert queries.unread_count(chen.pk) == 1


def test_reading_everything_needs_a_post(he: Person, signed_in: Client) -> None:
    tell(he)
    assert signed_in.get("/notifications/read/").headers["Location"] == INBOX
    assert queries.unread_count(he.pk) == 1


def test_a_mangled_page_address_begins_at_the_top(he: Person, signed_in: Client) -> None:
    tell(he)

    assert "about 7" in signed_in.get(f"{INBOX}?before=nonsense").content.decode()


def test_long_inboxes_have_pages(
    he: Person, signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    for number in range(3):
        later = NOW + timedelta(minutes=number)
        tell(he, dedupe=str(number), params={"number": number}, at=later)
    lines = queries.inbox(he.pk, limit=3)

    first = signed_in.get(INBOX).context["page"]
    second = signed_in.get(first.pager.next_url).context["page"]

    assert first.pager.next_url == f"{INBOX}?before={lines[1].id}"
    assert (first.pager.previous_url, second.pager.next_url) == ("", "")
    assert second.pager.previous_url == INBOX
    assert [row.body for row in second.rows] == ["about 0"]


def test_a_message_whose_words_are_gone_does_not_break_the_page(he: Person) -> None:
    tell(he)
    tell(he, dedupe="2")
    Notification.objects.filter(dedupe="2").update(kind="tests.unheard")
    Notification.objects.filter(dedupe="event 1").update(params={})
    lines = queries.inbox(he.pk, limit=2)

    page = presenters.inbox_page(lines, unread=2, page_size=9, is_first=True, now=NOW)

    assert {row.title for row in page.rows} == {"以前的消息"}
    assert KIND not in str(page)


def test_the_page_takes_as_many_queries_for_many_as_for_one(
    he: Person, signed_in: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        tell(he, dedupe=str(number))

    # Session, user; messages, unread; and what the frame of the page asks.
    with django_assert_max_num_queries(10):
        signed_in.get(INBOX)
