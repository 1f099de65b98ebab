"""The journey of a sheet: entrances entered, codes issued, printed, replaced, the old scanned."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.installation import Installation
from tests.browser.scanning import scan, scan_all


def test_print_a_sheet(visit: Visit, installation: Installation) -> None:
    bureau = visit(size=DESK, user="lin")
    bureau.goto("/")
    bureau.get_by_role("navigation", name="主菜单").get_by_role("link", name="二维码").click()
    bureau.get_by_role("link", name="石桥公寓").click()
    _enter_an_entrance(bureau)
    bureau.get_by_role("button", name="给 2 个门牌发码").click()
    expect(bureau.get_by_text("已发 2 个码。")).to_be_visible()
    bureau.get_by_role("link", name="2 号楼 8 号").click()

    printed = scan(_pdf_of(bureau, "A4 大张"))
    assert printed.startswith(f"{installation.base_url}/c/")
    assert scan(_pdf_of(bureau, "小贴纸")) == printed

    resident = visit(size=PHONE)
    resident.goto(printed)
    expect(resident.get_by_role("heading", level=1)).to_have_text("石桥公寓")
    expect(resident.get_by_role("main")).to_contain_text("2 号楼 8 号")

    bureau.get_by_role("button", name="停用，不换新码").click()
    expect(bureau.get_by_text("请选择停用原因，原因会留存。")).to_be_visible()
    bureau.get_by_label("停用原因").select_option("被人覆盖")
    bureau.get_by_role("button", name="换一个新码").click()
    expect(bureau.get_by_text("已更换。这是新码，请打印张贴。")).to_be_visible()
    renewed = scan(_pdf_of(bureau, "A4 大张"))
    assert renewed != printed

    answer = resident.goto(printed)
    assert answer is not None
    assert answer.status == 410
    expect(resident.get_by_role("main")).to_contain_text("新码贴在2 号楼 8 号")
    resident.get_by_role("link", name="打开新码的页面").click()
    expect(resident).to_have_url(re.compile(re.escape(renewed)))


def test_sheets_of_a_whole_subdistrict(visit: Visit, installation: Installation) -> None:
    bureau = visit(size=DESK, user="lin")
    bureau.goto("/registry/codes/?in=990101001")
    bureau.get_by_label("纸张样式").select_option("小贴纸，一页八个")
    bureau.get_by_role("button", name="生成码牌").click()
    # The page asks again by itself; nobody has to reload it.
    link = bureau.get_by_role("link", name="打开 PDF")
    expect(link).to_be_visible()
    codes = scan_all(bureau.request.get(str(link.get_attribute("href"))).body())
    assert installation.code_url().rstrip("/") in codes
    assert installation.code_url("replaced").rstrip("/") not in codes
    expect(bureau.get_by_role("main")).to_contain_text("听松小区 · 𠮷祥门: 𠮷")
    bureau.goto("/registry/codes/sheets/")
    expect(bureau.get_by_role("link", name="梧桐里街道").first).to_be_visible()


def test_a_code_that_looks_wrong(visit: Visit, installation: Installation) -> None:
    resident = visit(size=PHONE)
    resident.goto(installation.code_url())
    resident.get_by_role("link", name="这个码不对").click()
    expect(resident.get_by_role("radio", name="这个码不对")).to_be_checked()
    resident.get_by_label("3. 怎么了？").fill("外面又贴了一张码，打开是别的网址。")
    resident.get_by_role("button", name="提交").click()
    expect(resident).to_have_url(re.compile(r"/f/\w+/"))
    bureau = visit(size=DESK, user="lin")
    bureau.goto("/")
    expect(bureau.get_by_text("有人说码不对").first).to_be_visible()


def test_old_paper_still_leads_somewhere(visit: Visit, installation: Installation) -> None:
    resident = visit(size=PHONE)
    resident.goto("/legacy/?id=4471")
    expect(resident).to_have_url(installation.code_url())
    resident.goto("/legacy/unknown")
    expect(resident.get_by_role("heading", level=1)).to_have_text("没有找到这个旧码")


def _enter_an_entrance(page: Page) -> None:
    page.get_by_role("link", name="楼栋和设施").click()
    page.locator("#id_building-name").fill("2 号楼")
    page.get_by_role("button", name="添加").first.click()
    page.locator("#id_entrance-building").select_option(label="2 号楼")
    page.get_by_label("门牌号").fill("8 号")
    page.get_by_role("button", name="添加").nth(1).click()
    expect(page.get_by_role("link", name="2 号楼 8 号")).to_be_visible()
    page.get_by_role("link", name="石桥公寓").click()


def _pdf_of(page: Page, label: str) -> bytes:
    link = page.get_by_role("link", name=label)
    answer = page.request.get(str(link.get_attribute("href")))
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()
