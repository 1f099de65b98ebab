from tests.browser.conftest import Visit, DESK
from tests.browser.installation import Installation
def test_it(visit: Visit, installation: Installation) -> None:
    p=visit()
    p.goto(installation.code_url()); print(p.title())
    p=visit(user="he", size=DESK); p.goto("/requests/"); print(p.inner_text("main"))
    p.screenshot(path="/tmp/msb/b1.png")
