"""The landing page on a slow telephone: what its first load costs."""

from typing import Any

from tests.browser.conftest import Visit
from tests.browser.installation import Installation

MOST_BYTES = 100 * 1024


def test_the_first_load_is_at_most_100_kb(visit: Visit, installation: Installation) -> None:
    page = visit()
    protocol = page.context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.send("Network.setCacheDisabled", {"cacheDisabled": True})
    names: dict[str, str] = {}
    loaded: dict[str, float] = {}

    def note_name(event: dict[str, Any]) -> None:
        names[event["requestId"]] = event["request"]["url"].rpartition("/")[2]

    def note_size(event: dict[str, Any]) -> None:  # headers and body as they came over the wire
        loaded[event["requestId"]] = event["encodedDataLength"]

    protocol.on("Network.requestWillBeSent", note_name)
    protocol.on("Network.loadingFinished", note_size)
    page.goto(installation.code_url(), wait_until="networkidle")
    bill = ", ".join(f"{names[key] or 'the page'} {size:.0f}" for key, size in loaded.items())
    print(bill, sum(loaded.values()))
    assert len(loaded) >= 6, bill
    assert sum(loaded.values()) <= MOST_BYTES, bill
