"""Preferences, health, and the pages for what went wrong."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.apps.web.conftest import holder, words
from tests.world import World

pytestmark = pytest.mark.django_db
ENGLISH = {"language": "en"}


class TestPreferences:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("size", "large"),
            ("size", "normal"),
            ("theme", "dark"),
            ("theme", "light"),
            ("theme", "auto"),
            ("language", "en"),
            ("language", "zh-hans"),
        ],
    )
    def test_a_choice_is_kept_in_a_cookie(self, name: str, value: str) -> None:
        response = Client().post("/preferences/", {name: value, "next": "/privacy/"})
        assert response.status_code == HTTPStatus.FOUND
        assert response.headers["Location"] == "/privacy/"
        cookie = response.cookies[name]
        assert cookie.value == value
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["max-age"] == 365 * 24 * 3600

    def test_cookies_are_secure_where_the_site_is(self, settings: Any) -> None:
        assert not Client().post("/preferences/", {"size": "large"}).cookies["size"]["secure"]
        settings.SECURE_COOKIES = True
        assert Client().post("/preferences/", {"size": "large"}).cookies["size"]["secure"]

    def test_they_change_the_pages(self) -> None:
        visitor = Client()
        assert 'data-size="normal"' in words(visitor.get("/privacy/"))
        visitor.post("/preferences/", {"size": "large"})
        visitor.post("/preferences/", {"language": "en"})
        page = words(visitor.get("/privacy/"))
        assert 'data-size="large"' in page
        assert "How we keep your information" in page

    @pytest.mark.parametrize(
        "chosen",
        [
            {"size": "enormous"},
            {"theme": "<script>"},
            {"language": "de"},
            {"sessionid": "x"},
            {},
        ],
    )
    def test_what_is_not_offered_is_not_kept(self, chosen: dict[str, str]) -> None:
        response = Client().post("/preferences/", chosen)
        assert response.status_code == HTTPStatus.FOUND
        assert not response.cookies

    @pytest.mark.parametrize(
        "back",
        [
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example/",
            "\\\\evil.example",
            "///evil.example",
            "javascript:alert(1)",
            "http:evil.example",
            " //evil.example",
            "https://testserver.evil.example/",
            "https://testserver@evil.example/",
            "",
        ],
    )
    def test_it_leads_nowhere_else(self, back: str) -> None:
        response = Client().post("/preferences/", {"size": "large", "next": back})
        assert response.headers["Location"] == "/"

    def test_it_does_not_lead_out_of_https(self) -> None:
        response = Client().post(
            "/preferences/", {"size": "large", "next": "http://testserver/"}, secure=True
        )
        assert response.headers["Location"] == "/"

    def test_it_goes_back_to_a_page_with_its_question(self) -> None:
        response = Client().post("/preferences/", {"size": "large", "next": "/requests/?tab=late"})
        assert response.headers["Location"] == "/requests/?tab=late"

    def test_switching_the_language_on_the_page_of_an_answer_leads_to_its_question(
        self, world: World
    ) -> None:
        """The address of an answer that was refused takes no reading: one would see nothing."""
        link = f"/c/{world.code.token}/"
        client = holder("project_manager", world.compound.scope)
        response = client.post("/preferences/", {"language": "en", "next": "/system/events/retry/"})
        assert client.get(response.headers["Location"]).headers["Location"] == "/system/events/"
        assert Client().get(f"{link}report/").status_code == HTTPStatus.OK


class TestHealth:
    def test_it_answers_when_the_database_does(self) -> None:
        response = Client().get("/healthz")
        assert (response.status_code, response.json()) == (200, {"status": "ok"})
        assert "no-store" in response.headers["Cache-Control"]

    @pytest.mark.django_db(transaction=True)
    def test_without_the_database_it_says_so(self, database_away: None) -> None:
        response = Client().get("/healthz")
        assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert response.json() == {"status": "no database"}


@pytest.fixture
def database_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server of the database cannot be reached; a test that commits may use this."""
    connection.close()
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "HOST", "/nowhere")
        yield
        connection.close()


@pytest.fixture
def visitor() -> Client:
    """A client that gets the page of a failure, as a browser does."""
    return Client(raise_request_exception=False)


class TestWhatWentWrong:
    @pytest.mark.parametrize(
        ("cookies", "title", "advice"),
        [
            ({}, "页面", "请重新扫码"),
            (ENGLISH, "This page is not here", "Scan the code again"),
        ],
    )
    def test_an_unknown_address(
        self, visitor: Client, cookies: dict[str, str], title: str, advice: str
    ) -> None:
        visitor.cookies.load(cookies)
        response = visitor.get("/no/such/page/")
        assert response.status_code == HTTPStatus.NOT_FOUND
        for present in (title, advice, "tel:962121", 'href="/"'):
            assert present in words(response)

    @pytest.mark.parametrize(
        ("cookies", "title", "advice"),
        [
            ({}, "我们这边出了点问题", "请过几分钟再试"),
            (ENGLISH, "Something broke on our side", "try again in a few minutes"),
        ],
    )
    def test_a_failure(
        self,
        visitor: Client,
        monkeypatch: pytest.MonkeyPatch,
        cookies: dict[str, str],
        title: str,
        advice: str,
    ) -> None:
        def fail(text: str) -> None:
            raise LookupError("13900717171")

        monkeypatch.setattr("mashangban.web.views.read_code", fail)
        visitor.cookies.load(cookies)
        response = visitor.get("/c/ABC/")
        assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
        for present in (title, advice, "tel:962121"):
            assert present in words(response)
        assert "13900717171" not in words(response)
        assert "X-Request-Id" in response.headers
        assert "Content-Security-Policy" in response.headers

    def test_a_failure_keeps_large_print(
        self, visitor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("mashangban.web.views.read_code", None)
        visitor.cookies.load({"size": "large"})
        assert 'data-size="large"' in words(visitor.get("/c/ABC/"))

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize(
        ("cookies", "title", "advice"),
        [
            ({}, "几分钟后就好", "您已经提交的都在"),
            (ENGLISH, "Back in a few minutes", "already sent is safe"),
        ],
    )
    def test_without_the_database(
        self,
        visitor: Client,
        world: World,
        database_away: None,
        cookies: dict[str, str],
        title: str,
        advice: str,
    ) -> None:
        visitor.cookies.load(cookies)
        response = visitor.get(f"/c/{world.code.token}/")
        assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert response.headers["Retry-After"] == "60"
        assert title in words(response)
        assert advice in words(response)

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("path", ["/", "/requests/", "/no/such/page/", "/healthz"])
    def test_somebody_signed_in_is_told_too(
        self, world: World, monkeypatch: pytest.MonkeyPatch, path: str
    ) -> None:
        client = holder("bureau", world.district)
        client.raise_request_exception = False
        connection.close()
        with monkeypatch.context() as patch:
            patch.setitem(connection.settings_dict, "HOST", "/nowhere")
            response = client.get(path)
            connection.close()
        assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert "几分钟后就好" in words(response)

    def test_a_form_that_was_open_too_long(self, world: World) -> None:
        client = Client(enforce_csrf_checks=True)
        response = client.post("/accounts/login/", {"login": "he", "password": "x"})
        assert response.status_code == HTTPStatus.FORBIDDEN
        assert "请再发一次" in words(response)

    def test_a_host_that_is_not_ours(self, visitor: Client) -> None:
        response = visitor.get("/", headers={"Host": "evil.example"})
        assert response.status_code == HTTPStatus.BAD_REQUEST
        assert "没看懂发来的内容" in words(response)
        assert "evil.example" not in words(response)


def test_the_information_page_is_open_to_everybody() -> None:
    assert "我们怎样保护您的信息" in words(Client().get("/privacy/"))
