"""What the pages of service requests show: plain data, ready words, no queries."""

from mashangban.service_requests.presenters.exports import sheet
from mashangban.service_requests.presenters.lists import list_row, list_view, running, tab_links
from mashangban.service_requests.presenters.resident import my_report, resident_detail
from mashangban.service_requests.presenters.staff import staff_detail
from mashangban.service_requests.presenters.words import VERBS, category_name, state_words

__all__ = [
    "VERBS",
    "category_name",
    "list_row",
    "list_view",
    "my_report",
    "resident_detail",
    "running",
    "sheet",
    "staff_detail",
    "state_words",
    "tab_links",
]
