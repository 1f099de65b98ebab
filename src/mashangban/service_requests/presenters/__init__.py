"""What the pages of service requests show: plain data, ready words, no queries."""

from mashangban.service_requests.presenters.lists import list_row, list_view, running, tab_links
from mashangban.service_requests.presenters.resident import my_report, resident_detail
from mashangban.service_requests.presenters.staff import staff_detail
from mashangban.service_requests.presenters.words import VERBS

__all__ = [
    "VERBS",
    "list_row",
    "list_view",
    "my_report",
    "resident_detail",
    "running",
    "staff_detail",
    "tab_links",
]
