"""A reporter who was erased: the repair goes on, nothing more is kept of what is personal."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mashangban.accounts import actions as accounts
from mashangban.kit import clock
from mashangban.service_requests.models import (
    Rating,
    RequestEvent,
    RequestPhoto,
    RequestText,
    ServiceRequest,
)
from mashangban.service_requests.states import S
from tests.pictures import a_jpeg
from tests.sign_in import sign_in
from tests.world import NOW, SETUP, World, a_report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def erased(world: World) -> tuple[str, str]:
    """Return address and private link of a request whose reporter was erased."""
    done = a_report(world, phone="13800000142")
    reporter = ServiceRequest.objects.get(pk=done.request_id).reporter
    accounts.erase_person(person=reporter, by=SETUP, at=NOW)
    return f"/requests/{done.request_id}/", f"/f/{done.follow_token}/"


def test_the_repair_goes_on_to_its_end(world: World) -> None:
    page, link = erased(world)
    texts = RequestText.objects.count()
    client, resident = Client(), Client()
    sign_in(client, world.he.user)
    photo = SimpleUploadedFile("a.jpg", a_jpeg())
    steps = [
        client.post(f"{page}accept/"),
        client.post(f"{page}start/"),
        client.post(f"{page}resolve/", {"text": "换了灯泡。", "photos": [photo]}),
        resident.post(f"{link}reopen/", {"text": "还是不亮"}),
        client.post(f"{page}accept/"),
        client.post(f"{page}start/"),
        client.post(f"{page}resolve/", {"text": "又换了。"}),
        resident.post(f"{link}confirm/"),
        resident.post(f"{link}rate/", {"score": "4", "text": "好"}),
    ]
    assert [step.status_code for step in steps] == [HTTPStatus.FOUND] * len(steps)
    assert ServiceRequest.objects.get().state == S.CLOSED
    assert RequestEvent.objects.filter(text__isnull=False).count() == 1  # from before
    assert RequestText.objects.count() == texts
    assert not RequestPhoto.objects.exists()
    assert Rating.objects.get().text is None


def test_its_pages_open_without_the_words(world: World) -> None:
    page, link = erased(world)
    client = Client()
    sign_in(client, world.he.user)
    for response in (client.get(page), client.get("/requests/"), Client().get(link)):
        assert response.status_code == HTTPStatus.OK
        assert "晚上看不清台阶" not in response.content.decode()
    answer = client.post(f"{page}contact/", {"reason": "要上门"})
    assert answer.status_code == HTTPStatus.GONE
