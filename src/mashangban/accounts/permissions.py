"""Who may what where: grants joined with what their scopes contain.

A permission is a dotted string declared in the `permissions.py` of the app that asks for it; which
roles hold it is said by `settings.ACCOUNTS_ROLES`.
"""

import uuid
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final, cast

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from mashangban.accounts.models import Grant, ScopeCover
from mashangban.accounts.types import Role
from mashangban.kit.errors import NotFound

GRANT: Final = "accounts.grant"  # people, their sign-ins, their grants


def permitted_scope_ids(
    person_id: uuid.UUID, permission: str, *, on: date
) -> "QuerySet[ScopeCover, Any]":
    """Return the scopes in which a person holds `permission` on a day, for `scope_id__in=`.

    One joined query whatever the number of grants. Raises LookupError for a permission that no
    role holds: a misspelt one would otherwise shut everybody out in silence.
    """
    granted = _grants(person_id, permission, on).values("scope_id")
    return ScopeCover.objects.filter(outer_id__in=granted, period__contains=on).values("inner_id")


def may(person_id: uuid.UUID, permission: str, scope_id: int, *, on: date) -> bool:
    """Say whether a person holds `permission` in a scope on a day."""
    return permitted_scope_ids(person_id, permission, on=on).filter(inner_id=scope_id).exists()


def require(person_id: uuid.UUID, permission: str, scope_id: int, *, on: date) -> None:
    """Raise NotFound unless a person holds `permission` in a scope on a day."""
    if not may(person_id, permission, scope_id, on=on):
        raise NotFound


def holds_anywhere(person_id: uuid.UUID, permission: str, on: date) -> bool:
    """Say whether a person holds `permission` in some scope on a day."""
    return _grants(person_id, permission, on).exists()


def require_anywhere(person_id: uuid.UUID, permission: str, *, on: date) -> None:
    """Raise NotFound unless a person holds `permission` in some scope on a day.

    For pages that are about the installation, not about a place.
    """
    if not holds_anywhere(person_id, permission, on):
        raise NotFound


def permissions_of(person_id: uuid.UUID, *, on: date) -> frozenset[str]:
    """Return every permission a person holds somewhere on a day, in one query: for menus."""
    return _permissions(Grant.objects.filter(person_id=person_id, period__contains=on))


def permissions_over(person_id: uuid.UUID, scope_id: int, *, on: date) -> frozenset[str]:
    """Return every permission a person holds in one scope on a day, in one query."""
    covering = ScopeCover.objects.filter(inner_id=scope_id, period__contains=on).values("outer_id")
    held = Grant.objects.filter(person_id=person_id, period__contains=on, scope_id__in=covering)
    return _permissions(held)


def role_titles(person_id: uuid.UUID, *, on: date) -> list[str]:
    """Return the titles of the roles a person holds on a day, in the order of `roles`."""
    held = Grant.objects.filter(person_id=person_id, period__contains=on)
    names = set(held.values_list("role", flat=True))
    return [str(role.title) for name, role in roles().items() if name in names]


def roles() -> Mapping[str, Role]:
    """Return the roles of this installation by name."""
    return cast(Mapping[str, Role], import_string(settings.ACCOUNTS_ROLES))


def _permissions(held: QuerySet[Grant]) -> frozenset[str]:
    known = roles()
    names = held.values_list("role", flat=True).distinct()
    return frozenset().union(*(known[name].permissions for name in names if name in known))


def _grants(person_id: uuid.UUID, permission: str, on: date) -> QuerySet[Grant]:
    return Grant.objects.filter(
        person_id=person_id, role__in=_roles_with(permission), period__contains=on
    )


@cache
def _roles_with(permission: str) -> tuple[str, ...]:
    names = tuple(name for name, role in roles().items() if permission in role.permissions)
    if not names:
        raise LookupError(
            f"No role holds the permission {permission!r}: add it to a role in config/roles.py."
        )
    return names
