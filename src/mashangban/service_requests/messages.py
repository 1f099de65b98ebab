"""The words of the messages that service requests send."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from mashangban.notifications.messages import register
from mashangban.service_requests.states import Step

REQUEST_NEW: Final = "service_requests.new"
REQUEST_BACK: Final = "service_requests.back"
REQUEST_PROGRESS: Final = {
    Step.ACCEPT: "service_requests.accepted",
    Step.START: "service_requests.started",
    Step.RESOLVE: "service_requests.resolved",
}

register(
    REQUEST_NEW,
    title=_("New report %(number)s"),
    body=_("A resident reported something. Accept it before its time runs out."),
)
register(
    REQUEST_BACK,
    title=_("Not mended: %(number)s is back"),
    body=_("The resident says it is not mended. Round %(round)s has begun."),
)
register(
    REQUEST_PROGRESS[Step.ACCEPT],
    title=_("Your report %(number)s was taken on"),
    body=_("The property company has taken on your report."),
)
register(
    REQUEST_PROGRESS[Step.START],
    title=_("Somebody is on the way: %(number)s"),
    body=_("A fitter has set out for your report."),
)
register(
    REQUEST_PROGRESS[Step.RESOLVE],
    title=_("Mended: %(number)s"),
    body=_("The repair is done. Please look whether it is well done, by your private link."),
)
