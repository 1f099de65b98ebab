"""Signing in as staff do: password, second factor, and when a session is over."""

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from mashangban.accounts import actions, sessions
from mashangban.accounts.models import User
from mashangban.audit.models import Entry
from mashangban.config.environment import Mode
from tests.apps.accounts.conftest import ALWAYS, AT, PASSWORD, SETUP
from tests.sign_in import sign_in

LOGIN = "/accounts/login/"
ACTIVATE = "/accounts/2fa/totp/activate/"
AUTHENTICATE = "/accounts/2fa/authenticate/"
REAUTHENTICATE = "/accounts/2fa/reauthenticate/"
HOME = "/"

pytestmark = pytest.mark.django_db


def code_for(secret: str, *, steps: int = 0) -> str:
    """Return the code of now (RFC 6238), or of some steps of 30 s away."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.digest(base64.b32decode(secret), counter, hashlib.sha1)
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def enter(client: Client, username: str = "wangxm", password: str = PASSWORD) -> Any:
    return client.post(LOGIN, {"login": username, "password": password})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def activate(client: Client) -> str:
    """Set up the second factor of whoever is signed in; return its secret."""
    page = client.get(ACTIVATE)
    secret: str = page.context["form"].secret
    answer = client.post(ACTIVATE, {"code": code_for(secret)})
    assert answer.status_code == 302, answer.context["form"].errors
    return secret


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run at once what waits for the commit, which never comes in a test: the library's signals."""
    monkeypatch.setattr(transaction, "on_commit", lambda callback, **_: callback())


@pytest.fixture(autouse=True)
def no_earlier_attempts(db: None) -> None:
    """Forget the rate limits of earlier tests: the cache's table is no model's."""
    cache.clear()


@pytest.fixture
def secret(client: Client, user: User) -> str:
    """The secret of the user's second factor, set up in a session that is over."""
    enter(client)
    secret = activate(client)
    client.post("/accounts/logout/")
    return secret


class TestPassword:
    def test_a_first_sign_in_leads_to_the_second_factor(self, client: Client, user: User) -> None:
        answer = enter(client)
        assert answer.status_code == 302
        assert is_signed_in(client)
        assert client.get(HOME).headers["Location"].startswith(ACTIVATE)

    def test_an_unknown_name_and_a_wrong_password_look_the_same(
        self, client: Client, user: User
    ) -> None:
        pages = []
        for username, password in (("wangxm", "wrong-password"), ("nobody", PASSWORD)):
            answer = enter(client, username, password)
            assert answer.status_code == 200
            assert not is_signed_in(client)
            pages.append([list(answer.context["form"].errors.values()), answer.headers.keys()])
        assert pages[0] == pages[1]

    def test_an_unknown_name_takes_as_much_hashing(
        self, client: Client, user: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from django.contrib.auth.hashers import MD5PasswordHasher

        hashed: list[str] = []
        encode = MD5PasswordHasher.encode

        def counting(self: Any, password: str, salt: str) -> str:
            hashed.append(password)
            return str(encode(self, password, salt))

        monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
        enter(client, "wangxm", "wrong-password")
        known = len(hashed)
        enter(client, "nobody", "wrong-password")
        assert len(hashed) == 2 * known > 0

    def test_the_name_is_taken_in_any_case(self, client: Client, user: User) -> None:
        enter(client, "WangXM")
        assert is_signed_in(client)

    def test_guessing_is_stopped(self, client: Client, user: User) -> None:
        for _ in range(5):
            enter(client, password="wrong-password")
        answer = enter(client)  # the right one comes too late
        assert not is_signed_in(client)
        assert answer.status_code == 200
        assert answer.context["form"].errors

    @pytest.mark.parametrize(("own_proxies", "stopped"), [(0, True), (1, False)])
    def test_a_guesser_cannot_pretend_to_come_from_elsewhere(
        self, client: Client, user: User, settings: Any, own_proxies: int, stopped: bool
    ) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = own_proxies
        for number in range(11):
            client.post(
                LOGIN,
                {"login": f"nobody{number}", "password": PASSWORD},
                headers={"X-Forwarded-For": f"203.0.113.{number}"},
            )
        client.post(
            LOGIN,
            {"login": "wangxm", "password": PASSWORD},
            headers={"X-Forwarded-For": "203.0.113.99"},
        )
        assert is_signed_in(client) is not stopped

    def test_a_closed_sign_in_does_not_open(self, client: Client, user: User) -> None:
        actions.set_active(user=user, active=False, by=SETUP, at=AT)
        enter(client)
        assert not is_signed_in(client)

    @pytest.mark.parametrize(
        "name",
        ["account_signup", "account_email", "account_reset_password", "account_set_password"],
    )
    def test_what_is_not_offered_has_no_address(self, client: Client, name: str) -> None:
        with pytest.raises(NoReverseMatch):
            reverse(name)
        for path in ("signup/", "email/", "password/reset/", "password/set/"):
            assert client.get(f"/accounts/{path}").status_code == 404

    def test_after_signing_in_only_our_own_pages_follow(self, client: Client, user: User) -> None:
        url = f"{LOGIN}?next=https://evil.example/"
        answer = client.post(url, {"login": "wangxm", "password": PASSWORD})
        assert "evil.example" not in answer.headers["Location"]

    def test_changing_the_password(self, client: Client, user: User, secret: str) -> None:
        elsewhere = Client()
        for browser in (client, elsewhere):
            sign_in(browser, user)
        new = actions.readable_password()
        answer = client.post(
            "/accounts/password/change/",
            {"oldpassword": PASSWORD, "password1": new, "password2": new},
        )
        assert answer.status_code == 302
        assert User.objects.get(pk=user.pk).check_password(new)
        assert client.get(HOME).status_code == 200
        elsewhere.get(HOME)
        assert not is_signed_in(elsewhere)
        assert Entry.objects.filter(verb="accounts.change_password").count() == 1


class TestSecondFactor:
    @pytest.mark.parametrize("path", [HOME, "/accounts/password/change/", "/accounts/2fa/"])
    def test_nothing_comes_before_setting_it_up(
        self, client: Client, user: User, path: str
    ) -> None:
        enter(client)
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith(ACTIVATE)

    def test_a_part_of_a_page_is_not_replaced_by_another_page(
        self, client: Client, user: User
    ) -> None:
        enter(client)
        answer = client.get(HOME, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert answer.headers["HX-Redirect"].startswith(ACTIVATE)

    def test_on_the_way_one_may_sign_out_and_change_the_language(
        self, client: Client, user: User
    ) -> None:
        enter(client)
        preferences = client.post(reverse("web:preferences"), {"language": "en", "next": HOME})
        assert not preferences.headers.get("Location", "").startswith(ACTIVATE)
        client.post("/accounts/logout/")
        assert not is_signed_in(client)

    def test_it_is_set_up_without_typing_the_password_twice(
        self, client: Client, user: User
    ) -> None:
        enter(client)
        page = client.get(ACTIVATE)
        assert page.status_code == 200
        assert page.context["totp_svg_data_uri"].startswith("data:image/svg+xml")
        assert "issuer=%E7%89%A9%E4%B8%9A%E7%A0%81%E4%B8%8A%E5%8A%9E" in page.context["totp_url"]
        activate(client)
        assert client.get(HOME).status_code == 200
        assert client.get("/accounts/2fa/recovery-codes/").status_code == 200

    def test_a_wrong_code_does_not_set_it_up(self, client: Client, user: User) -> None:
        enter(client)
        client.get(ACTIVATE)
        answer = client.post(ACTIVATE, {"code": "000000"})
        assert answer.status_code == 200
        assert not Authenticator.objects.exists()

    def test_afterwards_a_password_alone_does_not_sign_in(
        self, client: Client, user: User, secret: str
    ) -> None:
        answer = enter(client)
        assert answer.headers["Location"].startswith(AUTHENTICATE)
        assert not is_signed_in(client)
        client.post(AUTHENTICATE, {"code": "000000"})
        assert not is_signed_in(client)
        client.post(AUTHENTICATE, {"code": code_for(secret)})
        assert is_signed_in(client)
        assert client.get(HOME).status_code == 200

    def test_a_code_is_taken_once(self, client: Client, user: User, secret: str) -> None:
        code = code_for(secret)
        enter(client)
        client.post(AUTHENTICATE, {"code": code})
        second = Client()
        enter(second)
        second.post(AUTHENTICATE, {"code": code})
        assert is_signed_in(client)
        assert not is_signed_in(second)

    def test_a_recovery_code_serves_once(self, client: Client, user: User, secret: str) -> None:
        codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
        outcomes = []
        for _ in range(2):
            browser = Client()
            enter(browser)
            browser.post(AUTHENTICATE, {"code": codes[0]})
            outcomes.append(is_signed_in(browser))
        assert outcomes == [True, False]

    def test_a_session_older_than_the_factor_is_asked_for_it(
        self, client: Client, user: User
    ) -> None:
        elsewhere = Client()
        enter(elsewhere)
        enter(client)
        secret = activate(client)
        assert elsewhere.get(HOME).headers["Location"].startswith(REAUTHENTICATE)
        answer = elsewhere.post(f"{REAUTHENTICATE}?next=/", {"code": code_for(secret, steps=1)})
        assert answer.headers["Location"] == HOME
        assert elsewhere.get(HOME).status_code == 200

    def test_secrets_lie_sealed(self, client: Client, user: User, secret: str) -> None:
        rows = {row.type: row for row in Authenticator.objects.all()}
        assert secret not in str(rows["totp"].data)
        assert rows["totp"].wrap().validate_code(code_for(secret, steps=1))
        seed = rows["recovery_codes"].data["seed"]
        assert base64.b64decode(seed)[0] == 1  # sealed, not the library's hexadecimal seed
        assert len(rows["recovery_codes"].wrap().get_unused_codes()) == 10

    def test_taking_it_off_leads_to_a_new_one(
        self, client: Client, user: User, secret: str
    ) -> None:
        enter(client)
        client.post(AUTHENTICATE, {"code": code_for(secret)})
        assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
        assert not Authenticator.objects.exists()
        assert client.get(HOME).headers["Location"].startswith(ACTIVATE)

    def test_a_reset_one_is_set_up_again(self, client: Client, user: User, secret: str) -> None:
        sign_in(client, user)
        actions.reset_second_factor(user=user, by=SETUP, at=AT)
        client.get(HOME)
        assert not is_signed_in(client)
        enter(client)
        assert client.get(HOME).headers["Location"].startswith(ACTIVATE)


class TestTemporaryPassword:
    """Somebody else knows it: it is changed before anything else is done."""

    CHANGE = "/accounts/password/change/"

    @pytest.fixture
    def newcomer(self, client: Client, user: User) -> Client:
        temporary = actions.readable_password()
        actions.set_password(user=user, password=temporary, by=SETUP, at=AT)
        enter(client, password=temporary)
        client.temporary = temporary  # type: ignore[attr-defined]
        return client

    def test_after_the_second_factor_nothing_comes_before_it(self, newcomer: Client) -> None:
        assert newcomer.get(self.CHANGE).headers["Location"].startswith(ACTIVATE)
        activate(newcomer)
        assert newcomer.get("/accounts/2fa/recovery-codes/").status_code == 200
        for path in (HOME, "/accounts/2fa/"):
            assert newcomer.get(path).headers["Location"].startswith(self.CHANGE)
        assert newcomer.get(self.CHANGE).status_code == 200

    def test_once_changed_the_way_is_free(self, newcomer: Client, user: User) -> None:
        activate(newcomer)
        own = "my-own-password-now"
        newcomer.post(
            self.CHANGE,
            {
                "oldpassword": newcomer.temporary,  # type: ignore[attr-defined]
                "password1": own,
                "password2": own,
            },
        )
        assert not User.objects.get(pk=user.pk).password_is_temporary
        assert newcomer.get(HOME).status_code == 200


class TestWaiver:
    """Each of the four conditions alone is enough to ask for the second factor."""

    @pytest.fixture(autouse=True)
    def demonstration(self, settings: Any, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
        monkeypatch.setattr(sessions, "_invented_only", False)
        settings.SECOND_FACTOR_REQUIRED = False
        settings.MODE = Mode.DEMO
        actions.mark_as_demonstration(by=SETUP, at=AT)

    @pytest.fixture
    def staff(self, client: Client, demonstration: None, user: User) -> Client:
        enter(client)
        return client

    def test_with_invented_data_on_this_machine_it_may_be_off(self, staff: Client) -> None:
        assert staff.get(HOME).status_code == 200

    def test_not_when_it_is_required(self, staff: Client, settings: Any) -> None:
        settings.SECOND_FACTOR_REQUIRED = True
        assert staff.get(HOME).status_code == 302

    def test_not_in_production(self, staff: Client, settings: Any) -> None:
        settings.MODE = Mode.PRODUCTION
        assert staff.get(HOME).status_code == 302

    def test_not_with_real_data(self, staff: Client) -> None:
        from mashangban.accounts.models import Installation

        Installation.objects.update(demonstration=False)
        assert staff.get(HOME).status_code == 302

    @pytest.mark.parametrize(
        "extra",
        [
            {"REMOTE_ADDR": "192.168.1.7"},
            {"REMOTE_ADDR": ""},
            {"REMOTE_ADDR": "unix:"},
            {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
            {"HTTP_FORWARDED": "for=127.0.0.1"},
        ],
    )
    def test_not_from_elsewhere(self, staff: Client, extra: dict[str, str]) -> None:
        assert staff.get(HOME, **extra).status_code == 302

    @pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9", "::1"])
    def test_this_machine_has_several_addresses(self, staff: Client, address: str) -> None:
        assert staff.get(HOME, REMOTE_ADDR=address).status_code == 200


class TestSessions:
    @pytest.fixture
    def pass_time(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
        """Let the machine's clock run ahead, as far as our own rules look at it."""
        ahead = 0
        real = sessions._machine_seconds

        def passing(seconds: int) -> None:
            nonlocal ahead
            ahead += seconds

        monkeypatch.setattr(sessions, "_machine_seconds", lambda: real() + ahead)
        return passing

    def test_idle_too_long(
        self, client: Client, user: User, settings: Any, pass_time: Callable[[int], None]
    ) -> None:
        sign_in(client, user)
        for _ in range(3):
            pass_time(settings.SESSION_IDLE_AGE - 1)
            assert client.get(HOME).status_code == 200
            assert is_signed_in(client)
        pass_time(settings.SESSION_IDLE_AGE + 1)
        client.get(HOME)
        assert not is_signed_in(client)

    def test_never_longer_than_a_working_day(
        self, client: Client, user: User, settings: Any, pass_time: Callable[[int], None]
    ) -> None:
        sign_in(client, user)
        for _ in range(settings.SESSION_COOKIE_AGE // 3600):
            pass_time(3590)
            client.get(HOME)
        assert is_signed_in(client)
        pass_time(180)
        client.get(HOME)
        assert not is_signed_in(client)

    def test_a_moved_clock_signs_nobody_out(self, client: Client, user: User) -> None:
        from datetime import timedelta

        from mashangban.kit import clock

        sign_in(client, user)
        with clock.frozen(clock.now() + timedelta(days=30)):
            client.get(HOME)
        assert is_signed_in(client)

    def test_a_session_without_stamps_is_over(self, client: Client, user: User) -> None:
        sign_in(client, user)
        session = client.session
        del session["accounts.stamps"]
        session.save()
        client.get(HOME)
        assert not is_signed_in(client)

    def test_a_click_writes_no_session(
        self, client: Client, user: User, pass_time: Callable[[int], None]
    ) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        sign_in(client, user)

        def session_writes() -> int:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get("/accounts/password/change/")
            return sum(
                query["sql"].startswith(("UPDATE", "INSERT")) and "django_session" in query["sql"]
                for query in queries.captured_queries
            )

        assert session_writes() == 0
        pass_time(61)
        assert session_writes() == 1
        assert session_writes() == 0

    def test_the_rules_cost_no_query(
        self, client: Client, user: User, django_assert_num_queries: Any
    ) -> None:
        sign_in(client, user)
        with django_assert_num_queries(2) as queries:  # the session, the user
            client.get("/accounts/inactive/")
        tables = [query["sql"].split(" FROM ")[1].split()[0] for query in queries.captured_queries]
        assert tables == ['"django_session"', '"accounts_user"']

    def test_closing_the_sign_in_ends_it_at_once(self, client: Client, user: User) -> None:
        sign_in(client, user)
        actions.set_active(user=user, active=False, by=SETUP, at=AT)
        client.get(HOME)
        actions.set_active(user=user, active=True, by=SETUP, at=AT)
        client.get(HOME)
        assert not is_signed_in(client)


class TestTrail:
    """Who signed in, who failed to, who changed a factor: by person, never by what was typed."""

    def verbs(self) -> list[str]:
        made_before = {"accounts.create_person", "accounts.create_user"}
        return [
            verb
            for verb in Entry.objects.order_by("id").values_list("verb", flat=True)
            if verb not in made_before
        ]

    def test_the_way_in_and_out(self, client: Client, user: User) -> None:
        enter(client, password="wrong-password")
        enter(client)
        activate(client)
        client.post("/accounts/logout/")
        assert self.verbs() == [
            "accounts.sign_in_refused",
            "accounts.sign_in",
            "accounts.add_second_factor",
            "accounts.add_second_factor",
            "accounts.sign_out",
        ]
        assert {entry.subject_id for entry in Entry.objects.filter(verb__contains="sign")} == {
            str(user.person_id)
        }

    def test_a_refused_code(self, client: Client, user: User, secret: str) -> None:
        before = len(self.verbs())
        enter(client)
        client.post(AUTHENTICATE, {"code": "000000"})
        assert self.verbs()[before:] == ["accounts.second_factor_refused"]

    def test_a_password_typed_into_the_wrong_field_is_not_kept(
        self, client: Client, user: User
    ) -> None:
        enter(client, username=PASSWORD, password="wangxm")
        entry = Entry.objects.get(verb="accounts.sign_in_refused")
        assert entry.subject_id == "unknown"
        assert not Entry.objects.filter(canonical__contains=PASSWORD).exists()


class TestStaffPages:
    """`access.staff_page`: guests sign in, strangers find nothing, holders come in."""

    @pytest.fixture
    def address(self) -> str:
        return reverse("web:undelivered_events")

    def test_guests_are_led_to_sign_in(self, client: Client, address: str) -> None:
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(LOGIN)

    def test_strangers_find_nothing(self, client: Client, user: User, address: str) -> None:
        sign_in(client, user)
        assert client.get(address).status_code == 404

    def test_holders_come_in(self, client: Client, user: User, address: str) -> None:
        actions.grant(
            person=user.person,
            role="system_administrator",
            scope=actions.system_scope(),
            period=ALWAYS,
            by=SETUP,
            at=AT,
        )
        sign_in(client, user)
        assert client.get(address).status_code == 200


def test_what_is_over_is_forgotten(client: Client, user: User) -> None:
    enter(client)
    assert is_signed_in(client)
    left = SessionStore()
    left.set_expiry(-60)
    left.create()
    cache.set("count", 1, timeout=-60)
    cache.set("live", 1)
    assert actions.forget_expired() == 2
    assert not SessionStore().exists(left.session_key)
    assert is_signed_in(client)
    assert cache.get("live") == 1
    assert actions.forget_expired() == 0
