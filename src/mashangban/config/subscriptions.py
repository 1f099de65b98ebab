"""Who reacts to what, in one file."""

from collections.abc import Mapping

from mashangban.accounts.events import PersonErased
from mashangban.events.types import Handler
from mashangban.files import handlers as files
from mashangban.service_requests import handlers as service_requests
from mashangban.service_requests.events import RequestMoved, RequestReported

SUBSCRIPTIONS: Mapping[str, tuple[Handler, ...]] = {
    RequestReported.kind: (service_requests.tell_managers,),
    RequestMoved.kind: (service_requests.tell_of_step,),
    PersonErased.kind: (files.discard_photos,),
}
