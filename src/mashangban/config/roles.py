"""Roles: named bundles of permissions. Code asks for permissions, never for roles.

Where a role holds is said by the grant's scope: a subdistrict's `view` reaches its own compounds,
a company's those of its contracts.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from mashangban.accounts import permissions as accounts
from mashangban.accounts.types import Role
from mashangban.audit import permissions as audit
from mashangban.events import permissions as events
from mashangban.imports import permissions as imports
from mashangban.registry import permissions as registry
from mashangban.service_requests import permissions as service_requests

_ROLES = (
    Role(
        "bureau",
        title=_("Housing bureau"),
        description=_("Sees everything of the district, keeps the registry, supervises."),
        permissions=frozenset(
            {
                registry.VIEW,
                registry.MANAGE,
                imports.IMPORT,
                registry.PRINT_CODES,
                registry.FOLLOW_CONTRACTS,
                registry.SEE_ROLL,
                registry.KEEP_ROLL,
                registry.ISSUE_SLIPS,
                service_requests.VIEW,
                service_requests.SEE_CONTACT,
            }
        ),
    ),
    Role(
        "subdistrict",
        title=_("Subdistrict"),
        description=_("Sees what goes on in the compounds of the subdistrict."),
        permissions=frozenset({registry.VIEW, registry.FOLLOW_CONTRACTS, service_requests.VIEW}),
    ),
    Role(
        "residents_committee",
        title=_("Residents' committee"),
        description=_(
            "Sees what goes on in the compounds of the committee, keeps the owners' roll."
        ),
        permissions=frozenset(
            {
                registry.VIEW,
                registry.SEE_ROLL,
                registry.KEEP_ROLL,
                registry.ISSUE_SLIPS,
                service_requests.VIEW,
            }
        ),
    ),
    Role(
        "company_head_office",
        title=_("Company head office"),
        description=_("Sees and handles the requests of all areas the company serves."),
        permissions=frozenset(
            {
                registry.VIEW,
                registry.FOLLOW_CONTRACTS,
                registry.PRINT_CODES,
                service_requests.VIEW,
                service_requests.HANDLE,
                service_requests.SEE_CONTACT,
            }
        ),
    ),
    Role(
        "project_manager",
        title=_("Project manager"),
        description=_("Handles the requests of their own areas."),
        permissions=frozenset(
            {
                registry.VIEW,
                registry.PRINT_CODES,
                service_requests.VIEW,
                service_requests.HANDLE,
                service_requests.SEE_CONTACT,
            }
        ),
    ),
    Role(
        "assessor",
        title=_("Assessor"),
        description=_("Sees the registry of the compounds to be assessed, and no person's data."),
        permissions=frozenset({registry.VIEW}),
    ),
    Role(
        "system_administrator",
        title=_("System administrator"),
        description=_("Keeps the program running; sees no person's data and grants nothing."),
        permissions=frozenset({events.MANAGE}),
    ),
    Role(
        "security_administrator",
        title=_("Security administrator"),
        description=_("Makes sign-ins and grants roles, to others only."),
        permissions=frozenset({accounts.GRANT}),
    ),
    Role(
        "audit_administrator",
        title=_("Audit administrator"),
        description=_("Reads and checks the trail."),
        permissions=frozenset({audit.VIEW}),
    ),
)

ROLES: Mapping[str, Role] = {role.name: role for role in _ROLES}
