"""The resident finds it not mended and says why: a second round."""

from playwright.sync_api import expect

from tests.browser.conftest import DESK, Visit
from tests.browser.installation import Installation
from tests.browser.steps import mend, number_on, open_request, report, row_of, take_on, wait_until

WHY = "只换了一只，转角那只还是黑的。"


def test_a_second_round(visit: Visit, installation: Installation) -> None:
    resident, manager = visit(), visit(size=DESK, user="he")
    sent = report(resident, installation, "楼道两只灯都不亮。")
    take_on(manager, sent.number)
    mend(manager)

    resident.goto(sent.follow_url)
    resident.get_by_role("link", name="没修好，再来一次").click()
    resident.get_by_role("button", name="退回重修").click()
    expect(resident.get_by_text("请写一句哪里还没修好，这次好修到位。")).to_be_visible()
    resident.get_by_label("哪里还没修好？").fill(WHY)
    resident.get_by_role("button", name="退回重修").click()
    expect(resident.get_by_label("现在").get_by_role("heading")).to_have_text("已退回物业重修")

    manager.goto("/notifications/")
    message = manager.get_by_role("link", name=f"没修好：{sent.number} 退回来了")
    wait_until(manager, message.is_visible)
    manager.goto("/")
    todo = manager.locator(".todo").filter(has_text=sent.number)
    expect(todo).to_contain_text("待受理")
    todo.get_by_role("link", name="受理").click()
    assert number_on(manager) == sent.number
    expect(manager.locator(".tl")).to_contain_text(WHY)
    manager.get_by_role("button", name="受理").click()
    manager.goto(f"/requests/?q={sent.number}")
    expect(row_of(manager, sent.number)).to_contain_text("第2轮")
    open_request(manager, sent.number)
    manager.get_by_role("button", name="出发").click()
    mend(manager, "两只都换了。")

    resident.reload()
    expect(resident.get_by_label("现在")).to_contain_text("两只都换了。")
    resident.get_by_role("button", name="修好了").click()
    expect(resident.get_by_label("现在").get_by_role("heading")).to_have_text("办好了")
    expect(resident.locator(".tl")).to_contain_text(WHY)
