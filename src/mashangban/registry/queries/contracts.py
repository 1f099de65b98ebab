"""The contract calendar: which contracts end when, the earliest first.

In SQL, because it asks of each area what holds on a day; exclusion constraints see to it that each
of these joins finds one row at most.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import connection

from mashangban.accounts.permissions import permitted_parameters
from mashangban.registry.queries.committees import committee_state
from mashangban.registry.queries.practice import rule_now
from mashangban.registry.queries.reach import COMPOUND_IN_REACH
from mashangban.registry.rules import SELECTION_LEAD_DAYS, ManagementRule
from mashangban.registry.types import CommitteeState, FeeBasis

MOST_ROWS: Final = 500

# A contract that another follows is not in it: its area is provided for. One that has run out stays
# as long as compounds are left in the area.
_ENDING: Final = f"""
SELECT contract.id, area.id, area.name, company.id, company.name,
       upper(contract.period) - 1 AS last_day, contract.fee, contract.fee_basis,
       contract.joint_hiring IS NOT NULL, held.subdistrict, held.compounds, held.households,
       upper(term.period), term.reelection_from
  FROM registry_contract contract
  JOIN registry_managementarea area ON area.id = contract.area_id
  JOIN registry_company company ON company.id = contract.company_id
  JOIN LATERAL (
       SELECT min(region.name) AS subdistrict, count(*) AS compounds,
              sum(compound.households) AS households
         FROM registry_areamembership membership
         JOIN registry_compound compound ON compound.id = membership.compound_id
         JOIN registry_region region ON region.code = compound.subdistrict_id
        WHERE membership.area_id = area.id AND membership.period @> %(day)s::date
          AND (%(subdistrict)s = '' OR compound.subdistrict_id = %(subdistrict)s)
          AND {COMPOUND_IN_REACH}
       ) held ON held.compounds > 0
  LEFT JOIN LATERAL (
       SELECT period, reelection_from FROM registry_committeeterm
        WHERE area_id = area.id AND lower(period) <= %(day)s
        ORDER BY period DESC LIMIT 1
       ) term ON TRUE
 WHERE upper(contract.period) <= %(until)s AND lower(contract.period) <= %(day)s
   AND NOT EXISTS (SELECT FROM registry_contract later
                    WHERE later.area_id = contract.area_id
                      AND lower(later.period) >= upper(contract.period))
 ORDER BY upper(contract.period), area.name, contract.id
 LIMIT {MOST_ROWS + 1}
"""  # noqa: S608 - put together from constants


@dataclass(frozen=True, slots=True)
class EndingContract:
    """A contract that no other follows yet; counts are of the viewer's compounds on the day.

    `last_day` lies before the day for one that has run out. `selection_from` is the day on which
    the selection plan is to be begun, None where no rule says one.
    """

    id: UUID
    area_id: UUID
    area: str
    company_id: UUID
    company: str
    last_day: date
    fee: Decimal | None
    fee_basis: FeeBasis | None
    is_joint: bool
    subdistrict: str
    compounds: int
    households: int | None
    committee: CommitteeState
    selection_from: date | None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Contracts by their ends. `rule` says when the selection begins; `more`: not all are here."""

    rows: tuple[EndingContract, ...]
    rule: ManagementRule | None
    more: bool


def contract_calendar(
    *,
    person_id: UUID,
    permission: str,
    until: date,
    subdistrict: str = "",
    day: date,
    on: date,
) -> Calendar:
    """Return what ends by `until` or has ended, as it stands on `day`, in the viewer's scopes.

    `subdistrict` is the code of one, "" for all; `on` is the day of the viewer's grants.
    """
    rule = rule_now(SELECTION_LEAD_DAYS, on=day)
    lead = timedelta(days=rule.figure) if rule and rule.figure else None
    with connection.cursor() as cursor:
        cursor.execute(
            _ENDING,
            {
                **permitted_parameters(person_id, permission, on=on),
                "day": day,
                "until": until + timedelta(days=1),
                "subdistrict": subdistrict,
            },
        )
        found = cursor.fetchall()
    rows = tuple(
        EndingContract(
            id=id,
            area_id=area_id,
            area=area,
            company_id=company_id,
            company=company,
            last_day=last,
            fee=fee,
            fee_basis=FeeBasis(basis) if basis else None,
            is_joint=joint,
            subdistrict=where,
            compounds=compounds,
            households=households,
            committee=committee_state(term_end, reelection, on=day),
            selection_from=last - lead if lead else None,
        )
        for (
            id,
            area_id,
            area,
            company_id,
            company,
            last,
            fee,
            basis,
            joint,
            where,
            compounds,
            households,
            term_end,
            reelection,
        ) in found[:MOST_ROWS]
    )
    return Calendar(rows, rule, more=len(found) > MOST_ROWS)
