"""What no page may ever do, noted while a browser is at work."""

from typing import Final

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

# A page without scripts reports violations on the console all the same.
_TELL_VIOLATIONS: Final = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`));
"""
# Said about each answer of 400 and above, which is judged by its own status here.
_ABOUT_STATUS: Final = "Failed to load resource: the server responded with a status of"


class Watch:
    """Collects complaints about everything that happens in a browser context.

    Complained of: requests to any other host, breaches of the content policy, errors and warnings
    on the console, uncaught exceptions, answers of 500 and above, and missing parts of a page.
    """

    def __init__(self, context: BrowserContext, base_url: str) -> None:
        self.complaints: list[str] = []
        self._ours = (f"{base_url}/", "data:", "blob:")
        context.add_init_script(_TELL_VIOLATIONS)
        context.on("request", self._look_at_request)
        context.on("response", self._look_at_response)
        context.on("console", self._look_at_console)
        context.on("weberror", self._look_at_error)

    def _look_at_request(self, request: Request) -> None:
        if not request.url.startswith(self._ours):
            self.complaints.append(f"request to another host: {request.url}")

    def _look_at_response(self, response: Response) -> None:
        is_page = response.request.resource_type == "document"
        if response.status >= (500 if is_page else 400):
            self.complaints.append(f"{response.status}: {response.url}")

    def _look_at_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_ABOUT_STATUS):
            self.complaints.append(f"console {message.type}: {message.text}")

    def _look_at_error(self, error: WebError) -> None:
        self.complaints.append(f"uncaught: {error.error}")
