"""From the code on paper to five stars, each by what they see on the screen."""

import io
from http import HTTPStatus
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.apps.files.pictures import CANARY, HEIC, jpeg
from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.installation import Installation
from tests.browser.scanning import scan
from tests.browser.steps import (
    a_photo,
    mend,
    number_on,
    open_request,
    row_of,
    wait_until,
)

WORDS = "三楼的灯灭了，楼梯上全黑。"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_scan_report_mend_confirm_rate(
    visit: Visit, installation: Installation, size: dict[str, int]
) -> None:
    manager = visit(size=size, user="he")
    sheet = manager.request.get(f"/registry/codes/{installation.facts.printed_code}/sheet.pdf")
    resident = visit(size=size)
    resident.goto(scan(sheet.body()))
    number = resident_reports(resident)

    manager_mends(manager, number)

    resident.reload()
    panel = resident.get_by_label("现在")
    expect(panel.get_by_role("heading")).to_have_text("修好了，请您看一看")
    expect(panel).to_contain_text("换了灯泡和灯座。")
    steps = resident.locator(".tl > li > b")
    expect(steps).to_have_text(["修好了", "师傅出发了", "物业接单", "您报了修"])
    photos_were_made_safe(resident)

    resident.get_by_role("button", name="修好了").click()
    resident.get_by_role("radio", name="很好").check()
    resident.get_by_label("还想说的话").fill("来得很快。")
    resident.get_by_role("button", name="提交评价").click()
    expect(resident.get_by_text("您打了 5 颗星，谢谢。")).to_be_visible()

    bureau = visit(size=size, user="lin")
    bureau.goto(f"/requests/?tab=all&q={number}")
    expect(row_of(bureau, number)).to_contain_text("已办结")
    open_request(bureau, number)
    expect(bureau.locator("main")).to_contain_text("“来得很快。”")
    expect(bureau.get_by_role("button", name="受理")).to_have_count(0)


def resident_reports(page: Page) -> str:
    """Fill the form that the landing page leads to; return the number given out."""
    expect(page.get_by_role("heading", level=1)).to_have_text("听松小区")
    page.get_by_role("link", name="我要报修").click()
    page.get_by_role("radio", name="楼道灯").check()
    page.get_by_label("具体位置").fill("三楼转角")
    page.get_by_label("3. 怎么了？").fill(WORDS)
    page.get_by_label("4. 拍照片").set_input_files(
        [
            a_photo(jpeg((1200, 900)), "lamp.jpg"),
            a_photo(HEIC, "stairs.heic", "image/heic"),
        ]
    )
    expect(page.get_by_role("button", name="删除第")).to_have_count(2)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_label("现在").get_by_role("heading")).to_contain_text("收到了，编号 PQ-")
    link = page.locator(".copybox .link").inner_text()
    assert page.url.startswith(link)
    assert len(link.rstrip("/").rpartition("/")[2]) == 26
    return number_on(page)


def manager_mends(page: Page, number: str) -> None:
    """Be told by the bell, find it in the list with its clock, take each step."""
    page.goto("/notifications/")
    message = page.get_by_role("link", name=f"新报修 {number}")
    wait_until(page, message.is_visible)
    expect(page.get_by_role("banner").get_by_role("link", name="消息，")).to_be_visible()
    message.click()
    expect(page).to_have_title(f"{number} 三楼的灯灭了，楼梯上全黑 · 物业码上办")

    page.goto("/requests/")
    row = row_of(page, number)
    expect(row.locator(".clock")).to_have_text("剩2天")
    row.get_by_role("link").first.click()
    expect(page.locator("p.said")).to_have_text(WORDS)
    page.get_by_role("button", name="受理").click()
    expect(page.get_by_text("已受理，居民能看到。")).to_be_visible()
    page.get_by_role("button", name="出发").click()
    expect(page.get_by_text("已出发，居民能看到。")).to_be_visible()
    page.get_by_label("照片").set_input_files([a_photo(jpeg((900, 1200)), "new.jpg")])
    mend(page, "换了灯泡和灯座。")


def photos_were_made_safe(page: Page) -> None:
    """See three photos, none of which says where it was taken."""
    photos = page.locator(".tl .photo img")
    expect(photos).to_have_count(3)
    links = [str(link.get_attribute("href")) for link in page.locator(".tl .photo a").all()]
    for link in links:
        answers: list[Any] = []

        def is_ready(link: str = link, answers: list[Any] = answers) -> bool:
            answers.append(page.request.get(link))
            return bool(answers[-1].status == HTTPStatus.OK)  # 202 until the worker is done

        wait_until(page, is_ready)
        content = answers[-1].body()
        assert CANARY not in content
        picture = Image.open(io.BytesIO(content))
        assert picture.format == "JPEG"
        assert not picture.getexif()
    page.reload()
    for photo in photos.all():
        photo.scroll_into_view_if_needed()
        expect(photo).to_have_js_property("complete", True)
        assert photo.evaluate("image => image.naturalWidth") > 100
