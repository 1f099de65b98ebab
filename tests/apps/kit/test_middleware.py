"""What happens around every request: its log line, its language, its refusal."""

import json
from http import HTTPStatus
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.logged import Logged

SECRET = "13900717171"
TEXT = "齉爨灪水漏在厨房"
HTMX = {"HX-Request": "true"}
ENGLISH = {"language": "en"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pages(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.apps.kit.pages"


@pytest.fixture
def visitor() -> Client:
    """A client that gets the page of a failure, as a browser does."""
    return Client(raise_request_exception=False)


def words(response: HttpResponse) -> str:
    return response.content.decode()


class TestRequestLog:
    @pytest.mark.parametrize(
        ("path", "route", "status"),
        [
            (f"/t/{SECRET}/", "t/<str:secret>/", 200),
            (f"/t/{SECRET}/refuse/", "t/<str:secret>/refuse/", 409),
            (f"/t/{SECRET}/input/", "t/<str:secret>/input/", 400),
            (f"/t/{SECRET}/hide/", "t/<str:secret>/hide/", 404),
            (f"/t/{SECRET}/lose/", "t/<str:secret>/lose/", 404),
            (f"/t/{SECRET}/forbid/", "t/<str:secret>/forbid/", 403),
            (f"/t/{SECRET}/break/", "t/<str:secret>/break/", 500),
            (f"/t/{SECRET}/template/", "t/<str:secret>/template/", 500),
            (f"/t/{SECRET}/answer/", "t/<str:secret>/answer/", 302),
            (f"/nowhere/{SECRET}/", "(none)", 404),
            (f"/t/{SECRET}", "(none)", 301),  # without the last slash it is another address
            (f"/f/{SECRET}/", "f/<str:token>/", 404),
            (f"/c/{SECRET}/", "c/<str:token>/", 404),
        ],
    )
    def test_a_line_names_the_route_and_nothing_of_the_request(
        self, visitor: Client, logged: Logged, path: str, route: str, status: int
    ) -> None:
        response = visitor.get(
            path,
            {"q": TEXT},
            headers={"Referer": f"http://testserver/f/{SECRET}/", "User-Agent": SECRET},
        )
        assert response.status_code == status
        assert SECRET not in logged.text
        assert TEXT not in logged.text
        assert "齉" not in logged.text
        line = logged.lines[-1]
        assert line["logger"] == "mashangban.request"
        assert (line["event"], line["method"]) == ("request", "GET")
        assert (line["route"], line["status"]) == (route, status)
        assert line["milliseconds"] >= 0
        assert set(line) == {
            "event", "logger", "level", "timestamp",
            "request_id", "method", "route", "status", "milliseconds",
        }  # fmt: skip

    def test_what_was_sent_is_not_logged_either(self, visitor: Client, logged: Logged) -> None:
        for status, content_type in ((500, "application/json"), (500, "text/plain")):
            response = visitor.post(
                f"/t/{SECRET}/break/", json.dumps({"phone": TEXT}), content_type=content_type
            )
            assert response.status_code == status
        visitor.post(f"/t/{SECRET}/break/", {"phone": TEXT, SECRET: "x"})
        assert len(logged.lines) == 6
        assert SECRET not in logged.text
        assert "齉" not in logged.text

    def test_the_id_is_in_every_line_and_in_the_answer(
        self, visitor: Client, logged: Logged
    ) -> None:
        first = visitor.get(f"/t/{SECRET}/").headers["X-Request-Id"]
        second = visitor.get(f"/t/{SECRET}/break/").headers["X-Request-Id"]
        assert len({first, second}) == 2
        assert [(line["event"], line["request_id"]) for line in logged.lines] == [
            ("at work", first),
            ("request", first),
            ("failure", second),
            ("request", second),
        ]

    def test_a_failure_says_type_and_places(self, visitor: Client, logged: Logged) -> None:
        visitor.get(f"/t/{SECRET}/break/")
        failure, _request = logged.lines
        assert (failure["level"], failure["error"]) == ("error", "ValueError")
        assert failure["route"] == "t/<str:secret>/break/"
        assert failure["places"][-1].startswith("kit.phones.canonical_phone, line ")

    def test_a_failure_of_a_template_is_found(self, visitor: Client, logged: Logged) -> None:
        visitor.get(f"/t/{SECRET}/template/")
        failure, _request = logged.lines
        assert failure["error"] == "NoReverseMatch"
        assert failure["places"]

    def test_a_failure_of_a_middleware_is_found(
        self, visitor: Client, logged: Logged, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def break_down(self: object, request: object) -> None:
            raise LookupError(SECRET)

        monkeypatch.setattr(
            "mashangban.accounts.middleware.SessionRulesMiddleware.__call__", break_down
        )
        assert visitor.get(f"/t/{SECRET}/").status_code == HTTPStatus.INTERNAL_SERVER_ERROR
        failure, request = logged.lines
        assert (failure["event"], failure["error"]) == ("failure", "LookupError")
        assert failure["places"]
        assert request["status"] == HTTPStatus.INTERNAL_SERVER_ERROR
        assert SECRET not in logged.text

    @pytest.mark.parametrize("path", ["refuse", "hide", "lose", "forbid", "input"])
    def test_a_refusal_is_no_failure(self, visitor: Client, logged: Logged, path: str) -> None:
        visitor.get(f"/t/{SECRET}/{path}/")
        assert [line["event"] for line in logged.lines] == ["request"]

    def test_a_form_from_elsewhere_does_not_write_the_private_link(self, logged: Logged) -> None:
        stranger = Client(enforce_csrf_checks=True)
        response = stranger.post(f"/f/{SECRET}/")
        assert response.status_code == HTTPStatus.FORBIDDEN
        assert "请再发一次" in words(response)
        assert SECRET not in logged.text

    def test_a_host_that_is_not_ours_is_refused_without_the_path(
        self, visitor: Client, logged: Logged
    ) -> None:
        response = visitor.get(f"/t/{SECRET}/", headers={"Host": "elsewhere.example"})
        assert response.status_code == HTTPStatus.BAD_REQUEST
        assert SECRET not in logged.text


class TestPreferences:
    @pytest.mark.parametrize(
        ("cookies", "language"),
        [
            ({}, "zh-hans"),
            ({"language": "zh-hans"}, "zh-hans"),
            ({"language": "en"}, "en"),
            ({"language": "de"}, "zh-hans"),
            ({"language": "../../etc"}, "zh-hans"),
            ({"language": ""}, "zh-hans"),
        ],
    )
    @pytest.mark.parametrize("path", ["/", f"/t/{SECRET}/refuse/", "/nowhere/", "/privacy/"])
    def test_the_cookie_chooses_the_language(
        self, visitor: Client, path: str, cookies: dict[str, str], language: str
    ) -> None:
        visitor.cookies.load(cookies)
        response = visitor.get(path)
        assert response.headers["Content-Language"] == language
        assert "Cookie" in response.headers["Vary"]
        html = {"zh-hans": 'lang="zh-CN"', "en": 'lang="en"'}[language]
        assert f"<html {html}" in words(response)

    def test_one_visitor_s_language_is_not_the_next_one_s(self, visitor: Client) -> None:
        visitor.cookies.load(ENGLISH)
        assert "Staff sign in" in words(visitor.get("/"))
        assert "工作人员登录" in words(Client().get("/"))


class TestRefusal:
    @pytest.mark.parametrize(
        ("path", "status", "chinese", "english"),
        [
            ("refuse", 409, "没有这个页面。", "This page does not exist."),
            ("input", 400, f"“{SECRET}” is no number.", f"“{SECRET}” is no number."),
        ],
    )
    def test_it_is_a_page_with_the_sentence(
        self, visitor: Client, path: str, status: int, chinese: str, english: str
    ) -> None:
        response = visitor.get(f"/t/{SECRET}/{path}/")
        assert response.status_code == status
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"
        assert chinese in words(response)
        assert "这一步没有办成" in words(response)
        visitor.cookies.load(ENGLISH)
        assert english in words(visitor.get(f"/t/{SECRET}/{path}/"))
        assert "That did not work" in words(visitor.get(f"/t/{SECRET}/{path}/"))

    def test_what_is_not_there_says_what_to_do(self, visitor: Client) -> None:
        hidden = visitor.get(f"/t/{SECRET}/hide/")
        missing = visitor.get("/nowhere/")
        assert hidden.status_code == missing.status_code == HTTPStatus.NOT_FOUND
        assert "请重新扫码" in words(hidden)
        assert words(hidden).replace(f"/t/{SECRET}/hide/", "") == words(missing).replace(
            "/nowhere/", ""
        )

    @pytest.mark.parametrize("path", ["refuse", "hide", "input"])
    def test_nobody_may_keep_it(self, visitor: Client, path: str) -> None:
        assert "no-store" in visitor.get(f"/t/{SECRET}/{path}/").headers["Cache-Control"]

    @pytest.mark.parametrize(
        "asks",
        [
            {"headers": {"Accept": "application/json"}},
            {"headers": {"Accept": "application/json, text/plain"}},
            {"headers": {"Accept": "application/json", **HTMX}},
            {"content_type": "application/json", "data": "{}"},
            {"content_type": "application/json; charset=utf-8", "data": "{}"},
        ],
    )
    def test_programs_get_json(self, visitor: Client, asks: dict[str, Any]) -> None:
        response = visitor.post(f"/t/{SECRET}/refuse/", **asks)
        assert response.status_code == HTTPStatus.CONFLICT
        assert response.json() == {"error": "没有这个页面。"}

    @pytest.mark.parametrize("accept", ["*/*", "text/html,application/json;q=0.9", ""])
    def test_browsers_get_a_page(self, visitor: Client, accept: str) -> None:
        response = visitor.post(f"/t/{SECRET}/refuse/", headers={"Accept": accept})
        assert response.headers["Content-Type"].startswith("text/html")

    def test_htmx_is_sent_to_the_whole_page(self, visitor: Client) -> None:
        response = visitor.get(f"/t/{SECRET}/hide/?tab=new", headers=HTMX)
        assert response.headers["HX-Redirect"] == f"/t/{SECRET}/hide/?tab=new"
        assert response.content == b""

    def test_htmx_s_form_is_told_after_reloading_the_page(self, visitor: Client) -> None:
        response = visitor.post(f"/t/{SECRET}/refuse/", headers=HTMX)
        assert response.headers["HX-Refresh"] == "true"
        assert "没有这个页面。" in words(visitor.get("/"))
        assert "没有这个页面。" not in words(visitor.get("/"))

    def test_other_failures_are_not_taken_for_refusals(self) -> None:
        with pytest.raises(ValueError, match="telephone"):
            Client().get(f"/t/{SECRET}/break/")


class TestAddressesThatOnlyTakeAnswers:
    def test_opening_one_leads_a_step_up(self, visitor: Client) -> None:
        response = visitor.get(f"/t/{SECRET}/answer/?from=here")
        assert response.status_code == HTTPStatus.FOUND
        assert response.headers["Location"] == f"/t/{SECRET}/"
        assert visitor.get("/preferences/").headers["Location"] == "/"

    def test_an_answer_is_taken(self, visitor: Client) -> None:
        assert words(visitor.post(f"/t/{SECRET}/answer/")) == "answered"

    def test_programs_are_told(self, visitor: Client) -> None:
        response = visitor.get(f"/t/{SECRET}/answer/", headers={"Accept": "application/json"})
        assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED

    @pytest.mark.parametrize("method", ["put", "delete", "head"])
    def test_other_methods_are_refused(self, visitor: Client, method: str) -> None:
        response = getattr(visitor, method)(f"/t/{SECRET}/answer/")
        assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED

    def test_posting_to_a_page_that_only_shows_is_refused(self, visitor: Client) -> None:
        assert visitor.post("/privacy/").status_code == HTTPStatus.METHOD_NOT_ALLOWED
