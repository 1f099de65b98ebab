"""Reads of service requests, as plain data."""

from mashangban.service_requests.queries.details import (
    CategoryTile,
    ClockLine,
    Detail,
    HistoryLine,
    PhotoLine,
    categories,
    compound_of,
    detail_by_link,
    detail_for_staff,
    may_show_photo,
    reporter_of,
)
from mashangban.service_requests.queries.lists import (
    COUNT_CAP,
    Cursor,
    ListPage,
    ListRow,
    Tab,
    list_requests,
    tab_counts,
)
from mashangban.service_requests.queries.wrong_codes import WrongCode, said_to_be_wrong

__all__ = [
    "COUNT_CAP",
    "CategoryTile",
    "ClockLine",
    "Cursor",
    "Detail",
    "HistoryLine",
    "ListPage",
    "ListRow",
    "PhotoLine",
    "Tab",
    "WrongCode",
    "categories",
    "compound_of",
    "detail_by_link",
    "detail_for_staff",
    "list_requests",
    "may_show_photo",
    "reporter_of",
    "said_to_be_wrong",
    "tab_counts",
]
