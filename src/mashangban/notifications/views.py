"""The inbox: everybody who signs in has one, and sees no other."""

import uuid
from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from mashangban.kit import clock
from mashangban.notifications import actions, presenters, queries

PAGE_SIZE: Final = 50


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Messages, the newest first."""
    person_id = _person_id(request)
    before = _cursor(request)
    lines = queries.inbox(person_id, limit=PAGE_SIZE + 1, before=before)
    page = presenters.inbox_page(
        lines,
        unread=queries.unread_count(person_id),
        page_size=PAGE_SIZE,
        is_first=before is None,
        now=clock.now(),
    )
    return render(request, "notifications/inbox.html", {"page": page})


@login_required
@require_GET
def open_message(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """Go where a message leads; it counts as read from then on."""
    person_id = _person_id(request)
    message = queries.message(person_id, message_id)
    actions.mark_read(person_id=person_id, message_id=message_id, at=clock.now())
    return redirect(message.path or "notifications:inbox")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    actions.mark_all_read(person_id=_person_id(request), at=clock.now())
    return redirect("notifications:inbox")


def _person_id(request: HttpRequest) -> uuid.UUID:
    assert request.user.is_authenticated
    return request.user.person_id


def _cursor(request: HttpRequest) -> uuid.UUID | None:
    """Return where the page begins; a mangled address begins at the top."""
    try:
        return uuid.UUID(request.GET.get("before", ""))
    except ValueError:
        return None
