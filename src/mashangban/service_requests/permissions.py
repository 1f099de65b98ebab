"""What a grant may allow concerning service requests."""

from typing import Final

from mashangban.service_requests.states import HANDLE as HANDLE

VIEW: Final = "service_requests.view"
SEE_CONTACT: Final = "service_requests.see_contact"
