"""Signing in with a second factor, as everywhere but in a demonstration on one's own machine.

The waiver of the demonstration does not hold for requests that came through a proxy, so a header
that only proxies send is enough to see what staff see in production.
"""

import base64
import hmac
import struct
import time

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, sign_in

THROUGH_A_PROXY = {"X-Forwarded-For": "127.0.0.1"}
STEP = 30  # seconds


def one_time_code(secret: str, *, steps_ahead: int = 0) -> str:
    """Return what an authenticator shows for a secret (RFC 6238: SHA-1, 30 s, 6 digits)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = int(time.time()) // STEP + steps_ahead
    digest = hmac.digest(key, struct.pack(">Q", counter), "sha1")
    offset = digest[-1] & 15
    (number,) = struct.unpack_from(">I", digest, offset)
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"


def sign_out(page: Page) -> None:
    page.get_by_text("吴桐").click()
    page.get_by_role("button", name="退出登录").click()


def test_the_second_factor_is_set_up_first_and_asked_for_ever_after(visit: Visit) -> None:
    page = visit(extra_http_headers=THROUGH_A_PROXY)
    sign_in(page, "wu")
    page.goto("/requests/")
    expect(page).to_have_url("/accounts/2fa/totp/activate/?next=%2Frequests%2F")
    expect(page.locator("img.qr")).to_be_visible()
    secret = page.locator("#authenticator_secret").input_value()
    page.get_by_label("认证器代码").fill(one_time_code(secret))
    page.get_by_role("button", name="激活").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("恢复代码")
    assert len(page.get_by_label("未使用的代码").input_value().split()) == 10
    page.goto("/requests/")
    expect(page.get_by_role("heading", level=1)).to_have_text("报修")

    sign_out(page)
    sign_in(page, "wu")
    expect(page).to_have_url("/accounts/2fa/authenticate/")
    page.get_by_label("代码").fill("000000")
    page.get_by_role("button", name="登录").click()
    expect(page.locator(".err")).to_be_visible()
    # The same code is not taken twice, and the next one is good already.
    page.get_by_label("代码").fill(one_time_code(secret, steps_ahead=1))
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("今天")


def test_a_wrong_password_is_told_and_the_name_kept(visit: Visit) -> None:
    page = visit()
    page.goto("/requests/")
    expect(page).to_have_url("/accounts/login/?next=/requests/")
    page.get_by_label("用户名").fill("he")
    page.get_by_label("密码").fill("not this one")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("用户名")).to_have_value("he")
