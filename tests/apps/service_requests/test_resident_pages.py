"""What residents get over HTTP: pages, JSON, headers, cookies, refusals."""

import uuid
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from mashangban.kit import clock
from mashangban.service_requests import actions, links
from mashangban.service_requests.models import FollowLink, RequestPhoto, ServiceRequest
from mashangban.service_requests.states import S
from mashangban.service_requests.types import StepInput
from tests.pictures import a_jpeg
from tests.world import NOW, World, a_report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> object:
    with clock.frozen(NOW):
        yield


def filled(**changes: object) -> dict[str, object]:
    return {
        "category": "lamp",
        "spot": "here",
        "place": "三楼到四楼转角",
        "description": "灯不亮已两天",
        "idempotency_key": str(uuid.uuid4()),
        **changes,
    }


def send(world: World, client: Client | None = None, **changes: object) -> HttpResponse:
    return (client or Client()).post(f"/c/{world.code.token}/report/", filled(**changes))


def text(response: HttpResponse) -> str:
    return response.content.decode()


def test_a_report_answers_with_its_private_page(world: World) -> None:
    response = send(world)
    request = ServiceRequest.objects.get()
    assert response.status_code == HTTPStatus.FOUND
    assert response.headers["Location"] == f"/f/{links.follow_token(request.pk)}/?new=1"
    page = Client().get(response.headers["Location"])
    assert f'收到了，编号 <span class="msb-nowrap">{request.number}</span>' in text(page)
    assert "6 号楼 三楼到四楼转角" in text(page)


def test_elsewhere_leaves_out_where_the_code_hangs(world: World) -> None:
    response = send(world, spot="elsewhere", place="东门")
    assert " · 东门" in text(Client().get(response.headers["Location"]))


def test_what_was_typed_is_kept_when_something_is_missing(world: World) -> None:
    response = send(world, description="", place="三楼到四楼转角")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请写一句怎么了，师傅好带工具来。" in text(response)
    assert 'value="三楼到四楼转角"' in text(response)
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"category": ""}, "请选一类。"),
        ({"category": "volcano"}, "请选一类。"),
        ({"phone": "十二三"}, "手机号好像不对"),
        ({"description": "长" * 1001}, "超过 1000 字了"),
        (
            {"photos": [SimpleUploadedFile("a.jpg", b"not a photo")]},
            "照片",
        ),
    ],
)
def test_bad_input_gets_a_sentence_and_writes_nothing(
    world: World, changes: dict[str, object], sentence: str
) -> None:
    response = send(world, **changes)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in text(response)
    assert not ServiceRequest.objects.exists()


def test_six_photos_come_with_a_report_and_seven_do_not(world: World) -> None:
    def photos(count: int) -> list[SimpleUploadedFile]:
        return [SimpleUploadedFile(f"{n}.jpg", a_jpeg()) for n in range(count)]

    assert "选了 7 张" in text(send(world, photos=photos(7)))
    assert send(world, photos=photos(6)).status_code == HTTPStatus.FOUND
    assert RequestPhoto.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_a_resent_form_leads_to_the_same_request(world: World) -> None:
    form = filled()
    url = f"/c/{world.code.token}/report/"
    first, second = Client().post(url, form), Client().post(url, form)
    assert first.headers["Location"] == second.headers["Location"]
    assert ServiceRequest.objects.count() == 1


def test_json_in_json_out(world: World) -> None:
    url = f"/c/{world.code.token}/report/"
    made = Client().post(url, filled(), content_type="application/json")
    assert made.status_code == HTTPStatus.CREATED
    request = ServiceRequest.objects.get()
    assert made.json() == {
        "number": request.number,
        "follow_url": f"http://127.0.0.1:8000/f/{links.follow_token(request.pk)}/",
    }
    refused = Client().post(url, filled(description=""), content_type="application/json")
    assert refused.status_code == HTTPStatus.BAD_REQUEST
    assert list(refused.json()["errors"]) == ["description"]
    broken = Client().post(url, "{", content_type="application/json")
    assert broken.status_code == HTTPStatus.BAD_REQUEST
    assert "JSON" in broken.json()["error"]


def test_private_pages_keep_to_themselves(world: World) -> None:
    response = Client().get(f"/f/{a_report(world).follow_token}/")
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_wrong_link_is_not_found(world: World) -> None:
    a_report(world)
    assert Client().get(f"/f/{'a' * 26}/").status_code == HTTPStatus.NOT_FOUND


def test_only_a_hash_of_the_link_is_kept(world: World) -> None:
    token = a_report(world).follow_token
    kept = bytes(FollowLink.objects.get().token_hash)
    assert len(kept) == 32
    assert token.encode() not in kept


def mended(world: World) -> tuple[ServiceRequest, str]:
    done = a_report(world)
    actions.accept(request_id=done.request_id, by=world.he.actor, at=NOW)
    actions.start(request_id=done.request_id, by=world.he.actor, at=NOW)
    actions.resolve(
        request_id=done.request_id, given=StepInput("换了灯"), by=world.he.actor, at=NOW
    )
    return ServiceRequest.objects.get(pk=done.request_id), f"/f/{done.follow_token}/"


def test_confirm_then_rate(world: World) -> None:
    request, link = mended(world)
    assert Client().post(f"{link}confirm/").status_code == HTTPStatus.FOUND
    assert "这次修得怎么样？" in text(Client().get(link))
    assert "请点星星" in text(Client().post(f"{link}rate/", {}))
    assert Client().post(f"{link}rate/", {"score": "5"}).status_code == HTTPStatus.FOUND
    request.refresh_from_db()
    assert request.state == S.CLOSED
    assert "您打了 5 颗星" in text(Client().get(link))


def test_reopening_asks_for_a_reason(world: World) -> None:
    request, link = mended(world)
    assert "哪里还没修好？" in text(Client().get(f"{link}reopen/"))
    assert "请写一句哪里还没修好" in text(Client().post(f"{link}reopen/", {"text": ""}))
    assert Client().post(f"{link}reopen/", {"text": "还是不亮"}).status_code == HTTPStatus.FOUND
    request.refresh_from_db()
    assert (request.state, request.round) == (S.REPORTED, 2)


def test_withdrawing_asks_first(world: World) -> None:
    done = a_report(world)
    link = f"/f/{done.follow_token}/"
    assert "撤回后师傅不再上门" in text(Client().get(f"{link}withdraw/"))
    Client().post(f"{link}withdraw/")
    assert ServiceRequest.objects.get().state == S.WITHDRAWN


def test_a_step_out_of_turn_is_a_plain_page(world: World) -> None:
    response = Client().post(f"/f/{a_report(world).follow_token}/confirm/")
    assert response.status_code == HTTPStatus.CONFLICT
    assert "这一单刚有了变化" in text(response)


def test_a_revoked_link_leads_nowhere_and_is_forgotten(world: World) -> None:
    phone = Client()
    link = send(world, phone).headers["Location"].removesuffix("?new=1")
    assert ServiceRequest.objects.get().number in text(phone.get("/my/"))
    assert "链接已作废" in text(phone.post(f"{link}revoke/"))
    assert phone.get(link).status_code == HTTPStatus.NOT_FOUND
    assert "还没有报修" in text(phone.get("/my/"))


def test_my_reports_are_those_of_this_phone(world: World) -> None:
    phone = Client()
    send(world, phone)
    assert ServiceRequest.objects.get().number in text(phone.get("/my/"))
    assert "还没有报修" in text(Client().get("/my/"))


def test_a_tampered_cookie_shows_nothing(world: World) -> None:
    phone = Client()
    phone.cookies["my_reports"] = "made:up"
    assert "还没有报修" in text(phone.get("/my/"))


@pytest.mark.parametrize(
    ("spoil", "status", "sentence"),
    [
        (lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"), 404, "有个字符不对"),
        (lambda token: "HELLO", 404, "有个字符不对"),
    ],
)
def test_a_mistyped_code_says_so(world: World, spoil: object, status: int, sentence: str) -> None:
    response = Client().get(f"/c/{spoil(world.code.token)}/")  # type: ignore[operator]
    assert response.status_code == status
    assert sentence in text(response)


def test_a_code_typed_by_hand_finds_its_page(world: World) -> None:
    typed = f" {world.code.token[:4].lower()} {world.code.token[4:]}"
    response = Client().get("/find/", {"code": typed}, follow=True)
    assert response.status_code == HTTPStatus.OK
    assert "听松小区" in text(response)


def test_the_landing_page_says_who_serves(world: World) -> None:
    page = text(Client().get(f"/c/{world.code.token}/"))
    for words in ("听松小区", "青榆物业", "何文", "021-0000-0142", "0.95", "2027"):
        assert words in page
