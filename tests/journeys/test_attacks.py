"""What somebody who means no good, or a broken program, sends: refused plainly, nothing broken."""

import json
import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.http import HttpResponse
from django.test import Client, RequestFactory

from mashangban.config import wsgi
from mashangban.files.models import Photo
from mashangban.kit import clock
from mashangban.service_requests import actions
from mashangban.service_requests.models import Clock, Rating, RequestEvent, ServiceRequest
from mashangban.service_requests.states import S
from mashangban.service_requests.types import Purpose, StepInput
from tests.pictures import a_jpeg
from tests.sign_in import sign_in
from tests.world import NOW, Staff, World, a_report

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
MARKUP = "\"><img src=x onerror=alert(1)>'{{7*7}}</script><script>alert(1)</script>"
HALF_A_PAIR = "\ud800"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
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


def address(world: World) -> str:
    return f"/c/{world.code.token}/report/"


def words(response: Any) -> str:
    text: str = response.content.decode()
    return text


def staff(of: Staff) -> Client:
    client = Client()
    sign_in(client, of.user)
    return client


def mended(world: World) -> tuple[uuid.UUID, str]:
    """Return id and private link's token of a request that waits for its resident's answer."""
    done = a_report(world)
    actions.accept(request_id=done.request_id, by=world.he.actor, at=NOW)
    actions.start(request_id=done.request_id, by=world.he.actor, at=NOW)
    actions.resolve(
        request_id=done.request_id, given=StepInput("换了灯泡。"), by=world.he.actor, at=NOW
    )
    return done.request_id, done.follow_token


class TestOddReports:
    @pytest.mark.parametrize(
        "body",
        [
            "[]",
            "5",
            "null",
            "true",
            '"lamp"',
            "[" * 100_000,
            '{"a":' * 100_000,
            '{"category": ' + "9" * 5_000 + "}",
            b'\xff\xfe{"category"',
            json.dumps(filled(description=["灯不亮"])),
            json.dumps(filled(description={"text": "灯不亮"})),
            json.dumps(filled(idempotency_key=[1])),
            json.dumps(filled(idempotency_key=str(uuid.UUID(int=0)))),
            json.dumps(filled(description=HALF_A_PAIR)),
            json.dumps(filled(category=HALF_A_PAIR)),
            json.dumps(filled(place=HALF_A_PAIR)),
            json.dumps(filled(category="\0")),
            json.dumps(filled(category="x" * 100_000)),
            json.dumps(filled(place="\0")),
            json.dumps(filled(phone="138\x0000000142")),
        ],
        ids=lambda body: str(body)[:40],
    )
    def test_json_that_is_no_report_is_refused(self, world: World, body: str | bytes) -> None:
        response = Client().post(address(world), body, content_type="application/json")
        assert response.status_code == HTTPStatus.BAD_REQUEST
        assert response.json().keys() <= {"error", "errors"}
        assert not ServiceRequest.objects.exists()

    @pytest.mark.parametrize(
        "field", ["category", "spot", "place", "description", "phone", "idempotency_key"]
    )
    def test_nul_in_a_field_is_refused(self, world: World, field: str) -> None:
        response = Client().post(address(world), filled(**{field: "a\0b"}))
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert not ServiceRequest.objects.exists()

    def test_any_letter_of_the_world_comes_back_as_it_was_written(self, world: World) -> None:
        odd = "漏水😀 \u202eabc\u202c \u200bمرحبا 𠮷"
        done = Client().post(address(world), filled(description=odd))
        assert odd in words(Client().get(done.headers["Location"]))

    def test_more_than_six_of_the_largest_photos_are_not_even_read(
        self, world: World, settings: Any
    ) -> None:
        settings.UPLOAD_MAX_SIZE = 5_000
        photo = SimpleUploadedFile("a.jpg", a_jpeg() + bytes(5_000))
        response = Client().post(address(world), filled(photos=[photo]))
        assert response.status_code == HTTPStatus.BAD_REQUEST
        assert "一次发得太多了" in words(response)
        assert not ServiceRequest.objects.exists()
        strict = Client(enforce_csrf_checks=True)  # where the guard of forms reads them first
        strict.get(LOGIN)
        photo.seek(0)
        assert strict.post(LOGIN, {"photos": [photo]}).status_code == HTTPStatus.BAD_REQUEST

    def test_another_site_cannot_take_a_phone_s_reports_away(self, world: World) -> None:
        phone = Client()
        phone.post(address(world), filled(), headers={"Sec-Fetch-Site": "same-origin"})
        remembered = phone.cookies["my_reports"].value
        # A form of another site comes without our cookie (SameSite=Lax), but may set it.
        refused = Client().post(address(world), filled(), headers={"Sec-Fetch-Site": "cross-site"})
        assert refused.status_code == HTTPStatus.FORBIDDEN
        assert "my_reports" not in refused.cookies
        assert ServiceRequest.objects.count() == 1
        assert phone.cookies["my_reports"].value == remembered


class TestOddAddresses:
    @pytest.mark.parametrize(
        "path",
        ["/c/%00/", "/c/%00/report/", "/f/%00/", "/find/?code=%00", "/my/?x=1&x=%00&x=2", "/%00"],
    )
    def test_nul_in_an_address_is_refused(self, path: str) -> None:
        assert Client().get(path).status_code == HTTPStatus.BAD_REQUEST

    def test_nul_in_a_cookie_is_refused(self) -> None:
        client = Client()
        client.cookies["sessionid"] = "a\0b"  # sent as "a\000b", as a browser can
        assert client.get("/").status_code == HTTPStatus.BAD_REQUEST

    @pytest.mark.parametrize(
        "query",
        [
            "tab=nowhere",
            "q=%25_%5C'",
            "q=" + "x" * 5_000,
            "after=~",
            "after=2026-01-01~{id}",
            "after=2026-01-01T00:00:00%2B23:59:59.999999~{id}",
            "after=2026-01-01T00:00:00%2B08:00~{id}",
            "after=0001-01-01T00:00:00%2B14:00~{id}",
            "after=9999-12-31T23:59:59-14:00~{id}",
            "tab=all&after=~{id}",
            "tab=all&after=9999-12-31T23:59:59-14:00~{id}",
        ],
    )
    def test_a_mangled_list_address_shows_a_list(self, world: World, query: str) -> None:
        done = a_report(world)
        response = staff(world.he).get(f"/requests/?{query.replace('{id}', str(done.request_id))}")
        assert response.status_code == HTTPStatus.OK

    @pytest.mark.parametrize("step", ["accept", "start", "resolve"])
    def test_a_guessed_request_answers_like_somebody_else_s(self, world: World, step: str) -> None:
        theirs = a_report(world).request_id
        client = staff(world.zhao)
        answers = [
            (response.status_code, words(response).replace(str(request_id), ""))
            for request_id in (theirs, uuid.uuid4())
            if (response := client.post(f"/requests/{request_id}/{step}/", {"text": "好了"}))
        ]
        assert answers[0][0] == HTTPStatus.NOT_FOUND
        assert answers[0] == answers[1]

    @pytest.mark.parametrize("path", ["/healthz", "/", "/privacy/"])
    def test_whoever_only_wants_the_head_gets_it(self, path: str) -> None:
        assert Client().head(path).status_code == HTTPStatus.OK


@pytest.mark.django_db(transaction=True)
class TestTheDoor:
    """What the web server hands in before Django has looked at it."""

    def answer(self, environ: dict[str, Any]) -> int:
        said: list[str] = []
        list(wsgi.application(environ, lambda status, headers: said.append(status)))
        return int(said[0].split()[0])

    def test_half_a_body_is_no_report(self, world: World) -> None:
        photo = SimpleUploadedFile("a.jpg", a_jpeg())
        environ = RequestFactory().post(address(world), filled(photos=[photo])).environ
        body = environ["wsgi.input"].read()
        for sent in (body[:-2_000], body[:300], b""):  # cut in the photo, in a field, at once
            environ["wsgi.input"] = BytesIO(sent)
            assert self.answer(dict(environ)) == HTTPStatus.BAD_REQUEST
        assert not ServiceRequest.objects.exists()
        assert not Photo.objects.exists()
        environ["wsgi.input"] = BytesIO(body)
        assert self.answer(dict(environ)) == HTTPStatus.FOUND
        assert Photo.objects.count() == 1

    def test_a_body_that_arrives_in_pieces_is_whole(self, world: World) -> None:
        class Slow(BytesIO):
            def read(self, size: int | None = -1, /) -> bytes:
                return super().read(min(size, 100) if size and size > 0 else size)

        environ = RequestFactory().post(address(world), filled()).environ
        environ["wsgi.input"] = Slow(environ["wsgi.input"].read())
        assert self.answer(environ) == HTTPStatus.FOUND

    @pytest.mark.parametrize("charset", ["hex", "utf-7", "zlib", "nonsense"])
    def test_another_charset_is_read_as_ours(self, world: World, charset: str) -> None:
        environ = RequestFactory().post(address(world), filled()).environ
        environ["CONTENT_TYPE"] += f"; charset={charset}"
        assert self.answer(environ) == HTTPStatus.FOUND
        environ = RequestFactory().get("/find/?code=x").environ
        environ["CONTENT_TYPE"] = f"text/html; charset={charset}"
        assert self.answer(environ) == HTTPStatus.FOUND


class TestMarkup:
    def test_what_people_write_is_never_markup(self, world: World) -> None:
        done = a_report(world, place=MARKUP, description=MARKUP)
        page = f"/f/{done.follow_token}/"
        he = staff(world.he)
        guest = Client()
        of_request = f"/requests/{done.request_id}/"
        answers = [
            guest.get(page),
            guest.post(address(world), filled(description=MARKUP * 20, place=MARKUP * 2)),
            guest.post(address(world), filled(category=MARKUP, spot=MARKUP, phone=MARKUP[:30])),
            he.get("/"),
            he.get("/requests/", {"tab": "all", "q": MARKUP}),
            he.get("/requests/?tab=all"),
            he.get(of_request),
        ]
        actions.accept(request_id=done.request_id, by=world.he.actor, at=NOW)
        actions.start(request_id=done.request_id, by=world.he.actor, at=NOW)
        answers += [
            he.post(f"{of_request}resolve/", {"text": MARKUP * 20}),
            he.post(f"{of_request}resolve/", {"text": MARKUP}, follow=True),
            guest.get(page),
            guest.post(f"{page}reopen/", {"text": MARKUP * 20}),
            guest.post(f"{page}rate/", {"score": MARKUP, "text": MARKUP * 20}),
            guest.post(f"{page}reopen/", {"text": MARKUP}, follow=True),
            he.get(of_request),
        ]
        shown = "\n".join(map(words, answers))
        assert "&lt;img src=x" in shown
        assert "<img src=x" not in shown
        assert "<script>alert" not in shown
        assert "'49'" not in shown

    def test_every_page_says_what_may_run_on_it(self, world: World) -> None:
        done = a_report(world)
        for path in (f"/c/{world.code.token}/", f"/f/{done.follow_token}/", "/nowhere/", LOGIN):
            headers = Client().get(path).headers
            assert "default-src 'self'" in headers["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
            assert headers["X-Frame-Options"] == "DENY"
            assert headers["X-Content-Type-Options"] == "nosniff"


class TestGuessingPasswords:
    @pytest.fixture(autouse=True)
    def no_earlier_attempts(self) -> Iterator[None]:
        cache.clear()
        yield
        cache.clear()

    def guess(self, number: int, *, name: str = "he", host: str = "testserver") -> HttpResponse:
        """Guess from a machine of its own."""
        client = Client(REMOTE_ADDR=f"192.0.2.{number % 250}", headers={"Host": host})
        return client.post(LOGIN, {"login": name, "password": "not-the-password"})

    def test_another_port_in_the_address_begins_no_new_count(self, world: World) -> None:
        answers = [self.guess(n, host=f"testserver:{n + 1}") for n in range(6)]
        assert "登录失败次数过多" not in words(answers[4])
        assert "登录失败次数过多" in words(answers[5])

    def test_a_name_in_other_letters_begins_no_new_count(self, world: World) -> None:
        answers = [
            self.guess(n, name=name) for n, name in enumerate(["he", "HE", " He ", "hE"] * 2)
        ]
        assert "登录失败次数过多" in words(answers[-1])

    def test_other_entries_do_not_push_a_count_out(self, world: World) -> None:
        for number in range(5):
            self.guess(number)
        for number in range(400):
            cache.set(f"zz{number}", number)  # those that sort first are thrown out first
        assert "登录失败次数过多" in words(self.guess(5))

    def test_guessing_at_once_is_counted_too(self, world: World, transactional_db: None) -> None:
        answers = together(*[lambda number=n: self.guess(number) for n in range(10)])
        refused = [answer for answer in answers if "登录失败次数过多" in words(answer)]
        assert len(refused) == 5

    def test_too_many_from_one_place_get_a_page_of_ours(self, world: World) -> None:
        client = Client()
        for _ in range(31):
            response = client.post(LOGIN, {"login": "", "password": ""})
        assert response.status_code == HTTPStatus.TOO_MANY_REQUESTS
        assert "请过几分钟再试" in words(response)


class TestShoulders:
    @pytest.mark.parametrize(
        "path", ["/", "/requests/", "/notifications/", "/accounts/password/change/", "/privacy/"]
    )
    def test_what_staff_see_is_not_kept_by_the_browser(self, world: World, path: str) -> None:
        assert "no-store" in staff(world.he).get(path).headers["Cache-Control"]

    def test_a_refused_step_is_not_kept_either(self, world: World) -> None:
        request_id = a_report(world).request_id
        response = staff(world.he).post(f"/requests/{request_id}/resolve/", {"text": "x" * 1_001})
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "no-store" in response.headers["Cache-Control"]


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same moment, each in a thread with a connection of its own."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            with clock.frozen(NOW):
                start.wait()
                return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def statuses(answers: list[Any]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_a_report_sent_many_times_at_once_is_one(self, world: World) -> None:
        form = filled()
        answers = together(*[lambda: Client().post(address(world), form)] * 6)
        assert {answer.headers["Location"] for answer in answers} == {
            f"/f/{actions.follow_token(ServiceRequest.objects.get().pk)}/?new=1"
        }

    def test_reports_at_once_get_numbers_of_their_own(self, world: World) -> None:
        answers = together(*[lambda: Client().post(address(world), filled())] * 6)
        assert statuses(answers) == [HTTPStatus.FOUND] * 6
        assert len(set(ServiceRequest.objects.values_list("number", flat=True))) == 6

    def test_two_who_accept_at_once_are_told_apart(self, world: World) -> None:
        request_id = a_report(world).request_id
        clients = [staff(world.he) for _ in range(3)]
        answers = together(
            *[lambda c=client: c.post(f"/requests/{request_id}/accept/") for client in clients]
        )
        assert statuses(answers) == [HTTPStatus.FOUND, HTTPStatus.CONFLICT, HTTPStatus.CONFLICT]
        assert RequestEvent.objects.filter(request=request_id, transition="accept").count() == 1

    def test_a_rating_sent_twice_at_once_counts_once(self, world: World) -> None:
        request_id, token = mended(world)
        rate = f"/f/{token}/rate/"
        answers = together(*[lambda: Client().post(rate, {"score": "5", "text": "好"})] * 4)
        assert statuses(answers) == [HTTPStatus.FOUND, *[HTTPStatus.CONFLICT] * 3]
        assert Rating.objects.filter(request=request_id).count() == 1

    def test_sent_back_confirmed_and_lapsed_at_once_goes_one_way(self, world: World) -> None:
        request_id, token = mended(world)
        due = Clock.objects.get(request=request_id, purpose=Purpose.ANSWER).due_at
        late = due + timedelta(minutes=1)
        together(
            lambda: Client().post(f"/f/{token}/reopen/", {"text": "还是不亮"}),
            lambda: Client().post(f"/f/{token}/confirm/"),
            lambda: actions.lapse_unanswered(at=late),
            lambda: actions.lapse_unanswered(at=late),
        )
        request = ServiceRequest.objects.get(pk=request_id)
        steps = list(request.history.order_by("sequence").values_list("transition", flat=True))
        assert steps[:4] == ["report", "accept", "start", "resolve"]
        assert len(steps) == 5
        assert (request.state, request.round) in {(S.REPORTED, 2), (S.CLOSED, 1)}
        running = request.clocks.filter(stopped_at__isnull=True).count()
        assert running == (1 if request.state == S.REPORTED else 0)


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """How the settings stand where nobody has set more than the manual asks for."""
    names = [
        "ALLOWED_HOSTS",
        "CSRF_COOKIE_SECURE",
        "DEBUG",
        "EMAIL_BACKEND",
        "SECOND_FACTOR_REQUIRED",
        "SECURE_HSTS_SECONDS",
        "SECURE_PROXY_SSL_HEADER",
        "SESSION_COOKIE_SECURE",
    ]
    program = (
        "import json; from mashangban.config import settings;"
        f"print(json.dumps({{name: getattr(settings, name) for name in {names!r}}}))"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "MASHANGBAN_HOME": str(tmp_path_factory.mktemp("production")),
        "MASHANGBAN_BASE_URL": "https://wy.example.org",
        "MASHANGBAN_TRUSTED_PROXIES": "1",
        "MASHANGBAN_SECOND_FACTOR": "off",
    }
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


class TestProduction:
    def test_it_answers_to_its_address_and_to_its_own_supervisor(
        self, production: dict[str, Any]
    ) -> None:
        assert production["ALLOWED_HOSTS"] == [
            "wy.example.org", "localhost", "127.0.0.1", "[::1]",
        ]  # fmt: skip

    def test_cookies_travel_under_tls_only(self, production: dict[str, Any]) -> None:
        assert production["SESSION_COOKIE_SECURE"]
        assert production["CSRF_COOKIE_SECURE"]
        assert production["SECURE_HSTS_SECONDS"] > 0
        assert production["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]

    def test_nothing_is_off_that_guards(self, production: dict[str, Any]) -> None:
        assert not production["DEBUG"]
        assert production["SECOND_FACTOR_REQUIRED"]
        # A letter on the console would end in a log, with the address it goes to.
        assert "console" not in production["EMAIL_BACKEND"]

    @pytest.mark.parametrize("url", ["wy.example.org", "ftp://wy.example.org", "https://", "/c"])
    def test_an_address_that_no_browser_opens_is_refused(
        self, monkeypatch: pytest.MonkeyPatch, url: str
    ) -> None:
        from mashangban.config import environment

        monkeypatch.setenv("MASHANGBAN_BASE_URL", url)
        with pytest.raises(ValueError, match="MASHANGBAN_BASE_URL"):
            environment.base_url()
