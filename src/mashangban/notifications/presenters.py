"""The inbox as its template wants it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mashangban.kit import when
from mashangban.kit.components import Pager
from mashangban.notifications.errors import UnknownKind
from mashangban.notifications.messages import render
from mashangban.notifications.types import InboxLine


@dataclass(frozen=True, slots=True)
class MessageRow:
    title: str
    body: str
    when: str
    url: str
    unread: bool


@dataclass(frozen=True, slots=True)
class InboxPage:
    rows: tuple[MessageRow, ...]
    summary: str
    has_unread: bool
    pager: Pager


def inbox_page(
    lines: Sequence[InboxLine], *, unread: int, page_size: int, is_first: bool, now: datetime
) -> InboxPage:
    """Present a page of the inbox; one line more than `page_size` means that another follows."""
    shown = lines[:page_size]
    address = reverse("notifications:inbox")
    more = len(lines) > page_size
    return InboxPage(
        rows=tuple(_row(line, now) for line in shown),
        summary=_unread_words(unread),
        has_unread=unread > 0,
        pager=Pager(
            summary=ngettext(
                "%(n)s message on this page", "%(n)s messages on this page", len(shown)
            )
            % {"n": len(shown)},
            previous_url="" if is_first else address,
            next_url=f"{address}?before={shown[-1].id}" if more else "",
        ),
    )


def _row(line: InboxLine, now: datetime) -> MessageRow:
    title, body = _words(line)
    return MessageRow(
        title=title,
        body=body,
        when=when.moment(line.created_at, now=now),
        url=reverse("notifications:open", args=[line.id]),
        unread=line.read_at is None,
    )


def _words(line: InboxLine) -> tuple[str, str]:
    try:
        return render(line.kind, line.params)
    except (UnknownKind, KeyError):  # written by a version that said it otherwise
        return _("Earlier message"), _("Its words are no longer kept.")


def _unread_words(unread: int) -> str:
    if not unread:
        return _("All read")
    return ngettext("%(n)s unread", "%(n)s unread", unread) % {"n": unread}
