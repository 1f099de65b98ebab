"""The door of staff pages: who is signed in, and whether anything there is theirs."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Protocol, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase

from mashangban.accounts import permissions
from mashangban.accounts import queries as people
from mashangban.accounts.types import Role
from mashangban.kit import clock
from mashangban.kit.errors import NotFound
from mashangban.kit.slots import Viewer


class StaffRequest(HttpRequest):
    """A request that went through `staff_page`."""

    person_id: UUID


class _StaffView(Protocol):
    def __call__(self, request: StaffRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


def staff_page(permission: str) -> Callable[[_StaffView], Callable[..., HttpResponseBase]]:
    """Open a page to those who hold `permission` somewhere; others get 404, guests the sign-in.

    Which rows they see on it is for the queries to say.
    """

    def decorate(view: _StaffView) -> Callable[..., HttpResponseBase]:
        @login_required
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if permission not in viewer_of(request).permissions:
                raise NotFound
            staff = cast(StaffRequest, request)
            staff.person_id = viewer_of(request).person_id
            return view(staff, *args, **kwargs)

        return wrapped

    return decorate


def viewer_of(request: HttpRequest) -> Viewer:
    """Return who looks, with everything they may anywhere; worked out once a request."""
    known: Viewer | None = getattr(request, "_viewer", None)
    if known is None:
        user = request.user
        assert user.is_authenticated
        now = clock.now()
        on = clock.local_date(now)
        known = Viewer(user.person_id, permissions.permissions_in(roles_of(request)), on, now)
        request._viewer = known  # type: ignore[attr-defined]
    return known


def names_for(request: HttpRequest, person_ids: Iterable[UUID] = ()) -> dict[UUID, str]:
    """Return names to show on a page; the viewer's, which every page shows, comes along.

    Asked of the database once a request, if the names a page needs are asked for before its frame.
    """
    known: dict[UUID, str] = getattr(request, "_names", {})
    wanted = {viewer_of(request).person_id, *person_ids}
    if not wanted <= known.keys():
        known = known | people.name_of(wanted - known.keys())
        request._names = known  # type: ignore[attr-defined]
    return known


def roles_of(request: HttpRequest) -> list[Role]:
    """Return the roles the viewer holds anywhere; asked of the database once a request."""
    known: list[Role] | None = getattr(request, "_roles", None)
    if known is None:
        user = request.user
        assert user.is_authenticated
        known = permissions.roles_of(user.person_id, on=clock.today())
        request._roles = known  # type: ignore[attr-defined]
    return known
