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
    every_request,
    list_requests,
    tab_counts,
)
from mashangban.service_requests.queries.maps import Running, running_geojson, running_in
from mashangban.service_requests.queries.places import LatestRow, Standing, standing_in
from mashangban.service_requests.queries.targets import rule_of
from mashangban.service_requests.queries.wrong_codes import WrongCode, said_to_be_wrong

__all__ = [
    "COUNT_CAP",
    "CategoryTile",
    "ClockLine",
    "Cursor",
    "Detail",
    "HistoryLine",
    "LatestRow",
    "ListPage",
    "ListRow",
    "PhotoLine",
    "Running",
    "Standing",
    "Tab",
    "WrongCode",
    "categories",
    "compound_of",
    "detail_by_link",
    "detail_for_staff",
    "every_request",
    "list_requests",
    "may_show_photo",
    "reporter_of",
    "rule_of",
    "running_geojson",
    "running_in",
    "said_to_be_wrong",
    "standing_in",
    "tab_counts",
]
