"""The private link stays private: to other sites, to search engines, to the logs."""

import re
import uuid

from playwright.sync_api import expect

from tests.apps.files.pictures import jpeg
from tests.browser.conftest import Visit
from tests.browser.installation import Installation
from tests.browser.steps import a_photo, mend, number_on, take_on

PHONE_NUMBER = "13917171742"


def test_pages_behind_the_link_are_not_referred_to_indexed_or_kept(
    visit: Visit, installation: Installation
) -> None:
    page = visit()
    for address in (
        installation.follow_url("reported"),
        f"{installation.follow_url('reported')}?new=1",
        f"{installation.follow_url('resolved')}reopen/",
        f"{installation.base_url}/my/",
    ):
        answer = page.goto(address)
        assert answer is not None
        headers = answer.headers
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-robots-tag"] == "noindex, nofollow"
        assert "no-store" in headers["cache-control"]
        robots = page.locator('meta[name="robots"]')
        expect(robots).to_have_attribute("content", re.compile("noindex"))


def test_the_logs_hold_neither_link_nor_words_nor_number(
    visit: Visit, installation: Installation
) -> None:
    words = f"地下车库水泵异响 {uuid.uuid4().hex}"
    page = visit()
    page.goto(f"{installation.code_url()}report/")
    page.get_by_role("radio", name="噪音").check()
    page.get_by_label("3. 怎么了？").fill(words)
    page.get_by_label("手机号").fill(PHONE_NUMBER)
    page.get_by_label("4. 拍照片").set_input_files([a_photo(jpeg())])
    page.get_by_role("button", name="提交").click()
    number = number_on(page)
    token = page.url.partition("/f/")[2].partition("/")[0]
    assert len(token) == 26
    manager = visit(user="he")
    take_on(manager, number)
    mend(manager)
    page.reload()
    page.get_by_role("button", name="修好了").click()
    expect(page.get_by_role("radio", name="很好")).to_be_attached()
    assert page.request.get(f"/f/{token}/nothing/").status == 404
    assert page.request.post(f"/f/{token}/rate/").status == 422

    logged = installation.logs()
    assert logged.count("route=f/<str:token>/") >= 4  # it was written down that they were opened
    for secret in (token, words, PHONE_NUMBER, installation.facts.codes["genuine"]):
        assert secret not in logged
