"""The sign-ins of the demonstration: one for each role, its password made for this installation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from mashangban.accounts import actions as accounts
from mashangban.accounts import queries
from mashangban.accounts.models import Person, Scope
from mashangban.accounts.types import DetailKind
from mashangban.demonstration.registering import District
from mashangban.demonstration.words import read
from mashangban.kit.actors import Actor
from mashangban.registry.periods import days

_ALREADY_GRANTED: Final = "project_manager"  # with each area


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody signs in with."""

    username: str
    password: str = field(repr=False)


def draw_passwords() -> dict[str, Account]:
    """Return a sign-in with a random password for each role; call it outside any seeded source."""
    return {
        role: Account(account["username"], accounts.readable_password())
        for role, account in read("names.yaml")["accounts"].items()
    }


def open_accounts(
    district: District, credentials: Mapping[str, Account], *, by: Actor, at: datetime
) -> None:
    """Make the sign-ins and grant each its role over the part of the district it stands for."""
    scopes = _scopes(district)
    for role, account in credentials.items():
        person = _person(role, district, by, at)
        accounts.create_user(
            username=account.username, password=account.password, person=person, by=by, at=at
        )
        if role != _ALREADY_GRANTED:
            accounts.grant(
                person=person,
                role=role,
                scope=scopes[role],
                period=days(district.plan.begins),
                by=by,
                at=at,
            )


def renew_passwords(*, by: Actor, at: datetime) -> dict[str, Account]:
    """Give every sign-in of the demonstration a new password, when the old ones were lost."""
    credentials = draw_passwords()
    for account in credentials.values():
        user = queries.user_named(account.username)
        if user is not None:
            accounts.set_password(
                user=user, password=account.password, by=by, at=at, temporary=False
            )
    return credentials


def _person(role: str, district: District, by: Actor, at: datetime) -> Person:
    if role == _ALREADY_GRANTED:
        return district.managers[0]
    name = read("names.yaml")["accounts"][role]["name"]
    return accounts.create_person(by=by, at=at, details={DetailKind.NAME: name})


def _scopes(district: District) -> dict[str, Scope]:
    system = accounts.system_scope()
    return {
        "bureau": district.region.scope,
        "subdistrict": district.subdistricts[0].scope,
        "residents_committee": district.committees[0].scope,
        "company_head_office": district.companies[0].scope,
        "assessor": district.region.scope,
        "system_administrator": system,
        "security_administrator": system,
        "audit_administrator": system,
    }
