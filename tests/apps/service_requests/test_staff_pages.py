"""What staff get over HTTP: the list, one request, its steps, and who is told."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mashangban.accounts import queries as people
from mashangban.kit import clock
from mashangban.notifications.models import Notification
from mashangban.service_requests import actions
from mashangban.service_requests.models import ServiceRequest
from mashangban.service_requests.states import S
from mashangban.service_requests.types import StepInput
from tests.jobs import run_due_jobs
from tests.pictures import a_jpeg
from tests.world import NOW, Staff, World, a_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def signed_in(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff.user, backend=BACKEND)
    return client


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_the_list_shows_clock_matter_and_place(world: World) -> None:
    done = a_report(world, category="lift", description="2 号楼电梯停用")
    page = text(signed_in(world.he), "/requests/")
    for words in (
        "剩4小时",
        "紧急",
        "电梯",
        "2 号楼电梯停用",
        "听松小区",
        "青榆物业",
        done.number,
    ):
        assert words in page


def test_searching_by_number_or_compound(world: World) -> None:
    number = a_report(world).number
    client = signed_in(world.lin)
    assert number in text(client, f"/requests/?q={number}")
    assert number in text(client, "/requests/?q=听松")
    assert number not in text(client, "/requests/?q=石桥")


def test_tabs_count_what_they_show(world: World) -> None:
    first = a_report(world).request_id
    a_report(world)
    actions.accept(request_id=first, by=world.he.actor, at=NOW)
    with clock.frozen(NOW + timedelta(days=30)):
        page = text(signed_in(world.he), "/requests/?tab=late")
    assert page.count("<tr>") == 3  # the head and two late ones
    assert "超时27天" in page


def test_the_steps_by_their_buttons(world: World) -> None:
    request_id = a_report(world).request_id
    client, path = signed_in(world.he), f"/requests/{request_id}/"
    assert "受理" in text(client, path)
    assert client.post(f"{path}accept/").headers["Location"] == path
    assert client.post(f"{path}start/").headers["Location"] == path
    refused = client.post(f"{path}resolve/", {"text": ""})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请写一句情况" in refused.content.decode()
    photo = SimpleUploadedFile("after.jpg", a_jpeg())
    client.post(f"{path}resolve/", {"text": "换了灯", "photos": photo})
    assert ServiceRequest.objects.get().state == S.RESOLVED
    page = text(client, path)
    for words in ("换了灯", "何文", "等居民", "/photos/"):
        assert words in page


def test_an_old_page_says_that_somebody_was_quicker(world: World) -> None:
    request_id = a_report(world).request_id
    client = signed_in(world.he)
    client.post(f"/requests/{request_id}/accept/")
    again = client.post(f"/requests/{request_id}/accept/")
    assert again.status_code == HTTPStatus.CONFLICT
    assert "这一单刚有了变化" in again.content.decode()


def test_the_clock_says_why(world: World) -> None:
    page = text(signed_in(world.lin), f"/requests/{a_report(world).request_id}/")
    for words in ("为什么是", "16 小时工作时间", "示例"):
        assert words in page


def test_a_telephone_number_is_masked_until_somebody_says_why(world: World) -> None:
    done = a_report(world, phone="13800000142")
    client, path = signed_in(world.he), f"/requests/{done.request_id}/"
    assert "138****0142" in text(client, path)
    assert "13800000142" not in text(client, path)
    assert "请写明为什么" in client.post(f"{path}contact/", {"reason": ""}).content.decode()
    shown = client.post(f"{path}contact/", {"reason": "约上门时间"}).content.decode()
    assert "13800000142" in shown
    reporter = ServiceRequest.objects.get().reporter_id
    assert [record.reason for record in people.reveals_of(reporter)] == ["约上门时间"]


@pytest.mark.django_db(transaction=True)
def test_the_manager_is_told_of_a_report_and_of_a_repair_that_was_none(world: World) -> None:
    done = a_report(world)
    run_due_jobs()
    request = ServiceRequest.objects.get(pk=done.request_id)
    actions.accept(request_id=request.pk, by=world.he.actor, at=NOW)
    actions.start(request_id=request.pk, by=world.he.actor, at=NOW)
    actions.resolve(request_id=request.pk, given=StepInput("好了"), by=world.he.actor, at=NOW)
    from mashangban.kit.actors import Actor

    actions.reopen(
        request_id=request.pk,
        given=StepInput("还是不亮"),
        by=Actor.resident(request.reporter_id),
        at=NOW,
    )
    run_due_jobs()
    told = Notification.objects.filter(recipient=world.he.person, channel="in_app")
    assert sorted(told.values_list("kind", flat=True)) == [
        "service_requests.back",
        "service_requests.new",
    ]
    assert not Notification.objects.filter(recipient=world.zhao.person).exists()
    assert f"没修好：{done.number} 退回来了" in text(signed_in(world.he), "/notifications/")


def test_home_says_what_waits_for_whom(world: World) -> None:
    a_report(world)
    assert "灯不亮已两天" in text(signed_in(world.he), "/")
    assert "今天没有等您办的事" in text(signed_in(world.zhao), "/")
    # Whoever only looks on is shown what is late.
    assert "今天没有等您办的事" in text(signed_in(world.lin), "/")
    with clock.frozen(NOW + timedelta(days=5)):
        assert "灯不亮已两天" in text(signed_in(world.lin), "/")
