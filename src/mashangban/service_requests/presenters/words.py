"""The words for states, steps and verbs."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_lazy

from mashangban.service_requests.queries import Tab
from mashangban.service_requests.states import S, Step
from mashangban.service_requests.types import Severity

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

STATE_WORDS: Mapping[S, "_StrPromise"] = {
    S.REPORTED: gettext_lazy("To be accepted"),
    S.ACCEPTED: gettext_lazy("Accepted"),
    S.WORKING: gettext_lazy("Being mended"),
    S.RESOLVED: gettext_lazy("With the resident"),
    S.CLOSED: gettext_lazy("Closed"),
    S.WITHDRAWN: gettext_lazy("Withdrawn"),
}


def state_words(state: str) -> str:
    """Return what staff call a state."""
    return str(STATE_WORDS[S(state)])


TAB_WORDS: Mapping[Tab, "_StrPromise"] = {
    Tab.OPEN: gettext_lazy("All open"),
    Tab.NEW: gettext_lazy("To accept"),
    Tab.WORKING: gettext_lazy("In hand"),
    Tab.LATE: gettext_lazy("Late"),
    Tab.WAITING: gettext_lazy("With the resident"),
    Tab.ALL: gettext_lazy("All"),
}


SEVERITY_WORDS: Mapping[Severity, "_StrPromise"] = {
    Severity.EMERGENCY: gettext_lazy("Emergency"),
    Severity.URGENT: gettext_lazy("Urgent"),
}


STEP_WORDS_STAFF: Mapping[str, "_StrPromise"] = {
    Step.REPORT: gettext_lazy("Reported by a resident"),
    Step.ACCEPT: gettext_lazy("Accepted"),
    Step.START: gettext_lazy("Set out"),
    Step.RESOLVE: gettext_lazy("Mended"),
    Step.CONFIRM: gettext_lazy("Confirmed by the resident"),
    Step.REOPEN: gettext_lazy("Sent back by the resident"),
    Step.LAPSE: gettext_lazy("Closed without an answer"),
    Step.WITHDRAW: gettext_lazy("Withdrawn by the resident"),
}


STEP_WORDS_RESIDENT: Mapping[str, "_StrPromise"] = {
    Step.REPORT: gettext_lazy("You reported it"),
    Step.ACCEPT: gettext_lazy("The company took it on"),
    Step.START: gettext_lazy("The fitter set out"),
    Step.RESOLVE: gettext_lazy("It was mended"),
    Step.CONFIRM: gettext_lazy("You found it mended"),
    Step.REOPEN: gettext_lazy("You sent it back"),
    Step.LAPSE: gettext_lazy("No answer came, so it was taken as mended"),
    Step.WITHDRAW: gettext_lazy("You took it back"),
}


VERBS: Mapping[Step, "_StrPromise"] = {
    Step.ACCEPT: gettext_lazy("Accept"),
    Step.START: gettext_lazy("Set out"),
    Step.RESOLVE: gettext_lazy("Mended"),
}


ERASED_WORDS = gettext_lazy("Words and photos were deleted together with the personal data.")


def category_name(name: str, name_en: str) -> str:
    return name_en if get_language() == "en" else name


def headline(words: str) -> str:
    """Return the first sentence, at most 24 characters of it, for a title."""
    first = _SENTENCE_END.split(words.replace("\n", " ").strip())[0]
    return first if len(first) <= _HEADLINE else f"{first[: _HEADLINE - 1]}…"


_HEADLINE = 24
_SENTENCE_END = re.compile(r"[.!?\u3002\uff01\uff1f]")
