"""Who may what where: grants joined with what their scopes contain.

A permission is a dotted string declared in the `permissions.py` of the app that asks for it; which
roles hold it is said by `settings.ACCOUNTS_ROLES`.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, Final, cast

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, QuerySet
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


def permitted_scopes() -> str:
    """Return what `permitted_scope_ids` asks as SQL, for statements about large tables.

    They compare it as an array, `scope_id = ANY (ARRAY (…))`, which is worked out once. A join
    would be planned for the handful of scopes that one usually contains, and the district contains
    all of them: on 20,000 requests that cost 12 ms instead of 1. `permitted_parameters` gives its
    values.
    """
    return """
        SELECT cover.inner_id
          FROM accounts_scopecover cover
         WHERE cover.period @> %(on)s::date
           AND cover.outer_id IN (SELECT granted.scope_id
                                    FROM accounts_grant granted
                                   WHERE granted.person_id = %(person)s
                                     AND granted.role = ANY (%(roles)s)
                                     AND granted.period @> %(on)s::date)
    """


def permitted_parameters(person_id: uuid.UUID, permission: str, *, on: date) -> dict[str, Any]:
    """Return the values of `permitted_scopes`. Raises LookupError for an unknown permission."""
    return {"person": person_id, "roles": list(_roles_with(permission)), "on": on}


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


def roles_of(person_id: uuid.UUID, *, on: date) -> list[Role]:
    """Return the roles a person holds somewhere on a day, in the order of `roles`, in one query."""
    with connection.cursor() as cursor:  # asked for every page of the workbench
        cursor.execute(
            "SELECT DISTINCT role FROM accounts_grant WHERE person_id = %s AND period @> %s::date",
            [person_id, on],
        )
        names = {name for (name,) in cursor.fetchall()}
    return [role for name, role in roles().items() if name in names]


def permissions_over(person_id: uuid.UUID, scope_id: int, *, on: date) -> frozenset[str]:
    """Return every permission a person holds in one scope on a day, in one query."""
    covering = ScopeCover.objects.filter(inner_id=scope_id, period__contains=on).values("outer_id")
    held = Grant.objects.filter(person_id=person_id, period__contains=on, scope_id__in=covering)
    return permissions_in(_roles(held))


def permissions_over_all(
    person_id: uuid.UUID, scope_ids: Collection[int], *, on: date
) -> frozenset[str]:
    """Return the permissions a person holds in each of some scopes on a day, in one query.

    None for no scope at all.
    """
    held = Grant.objects.filter(
        person_id=person_id, period__contains=on, scope_id=OuterRef("outer_id")
    )
    covers = ScopeCover.objects.filter(inner_id__in=scope_ids, period__contains=on)
    pairs = covers.annotate(roles=ArraySubquery(held.values("role"))).values_list(
        "inner_id", "roles"
    )
    found: dict[int, set[str]] = {scope_id: set() for scope_id in scope_ids}
    for scope_id, names in pairs:
        found[scope_id].update(names)
    over = [
        permissions_in(role for name, role in roles().items() if name in names)
        for names in found.values()
    ]
    return frozenset.intersection(*over) if over else frozenset()


def permissions_in(held: Iterable[Role]) -> frozenset[str]:
    """Return every permission that one of the roles bundles."""
    return frozenset().union(*(role.permissions for role in held))


def roles() -> Mapping[str, Role]:
    """Return the roles of this installation by name."""
    return cast(Mapping[str, Role], import_string(settings.ACCOUNTS_ROLES))


def _roles(held: QuerySet[Grant]) -> list[Role]:
    names = set(held.values_list("role", flat=True).distinct())
    return [role for name, role in roles().items() if name in names]


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
