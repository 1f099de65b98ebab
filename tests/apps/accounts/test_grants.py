"""Who may what where: one joined query, ending by itself, three administrators apart."""

import json
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from mashangban.accounts import actions, permissions
from mashangban.accounts.errors import (
    AdministratorsAreThreePeople,
    AlreadyGranted,
    EmptyPeriod,
    OwnGrant,
    UnknownRole,
)
from mashangban.accounts.models import Grant, Person, Scope, ScopeCover
from mashangban.accounts.types import ADMINISTRATORS, Cover, ScopeKind
from mashangban.audit.models import Entry
from mashangban.kit.actors import Actor
from mashangban.kit.errors import NotFound
from mashangban.kit.ids import new_id
from mashangban.registry.permissions import VIEW as VIEW_REGISTRY
from mashangban.service_requests.permissions import HANDLE, VIEW
from tests.apps.accounts.conftest import ALWAYS, AT, SETUP, THIS_YEAR, TODAY

MakeScope = Callable[[ScopeKind], Scope]

pytestmark = pytest.mark.django_db


def give(person: Person, role: str, scope: Scope, period: DateRange = THIS_YEAR) -> Grant:
    return actions.grant(person=person, role=role, scope=scope, period=period, by=SETUP, at=AT)


def contain(outer: Scope, inner: Scope, period: DateRange = ALWAYS) -> None:
    actions.replace_covers(
        source=f"test:{outer.pk}:{inner.pk}", covers=[Cover(outer.pk, inner.pk, period)]
    )


def may(person: Person, permission: str, scope: Scope, *, on: date = TODAY) -> bool:
    """Ask one scope and the list of scopes; they must agree."""
    single = permissions.may(person.pk, permission, scope.pk, on=on)
    listed = permissions.permitted_scope_ids(person.pk, permission, on=on)
    assert single == (scope.pk in {row["inner_id"] for row in listed})
    return single


class TestReach:
    def test_a_grant_reaches_its_scope_and_what_it_contains(
        self, person: Person, district: Scope, compound: Scope, make_scope: MakeScope
    ) -> None:
        elsewhere = make_scope(ScopeKind.COMPOUND)
        contain(district, compound)
        give(person, "bureau", district)
        assert may(person, VIEW, district)
        assert may(person, VIEW, compound)
        assert not may(person, VIEW, elsewhere)

    def test_it_does_not_reach_upwards(
        self, person: Person, district: Scope, compound: Scope
    ) -> None:
        contain(district, compound)
        give(person, "project_manager", compound)
        assert may(person, HANDLE, compound)
        assert not may(person, HANDLE, district)

    def test_a_role_gives_its_own_permissions_only(self, person: Person, compound: Scope) -> None:
        give(person, "assessor", compound)
        assert may(person, VIEW_REGISTRY, compound)
        assert not may(person, VIEW, compound)

    def test_others_have_nothing_of_it(
        self, person: Person, other: Person, compound: Scope
    ) -> None:
        give(person, "bureau", compound)
        assert not may(other, VIEW, compound)
        assert not permissions.holds_anywhere(other.pk, VIEW, TODAY)

    @pytest.mark.parametrize(
        ("on", "allowed"),
        [
            (date(2025, 12, 31), False),
            (date(2026, 1, 1), True),
            (date(2026, 12, 31), True),
            (date(2027, 1, 1), False),
        ],
    )
    def test_access_ends_with_the_grant_and_with_the_contract(
        self,
        person: Person,
        other: Person,
        district: Scope,
        compound: Scope,
        on: date,
        allowed: bool,
    ) -> None:
        contain(district, compound, THIS_YEAR)
        give(person, "company_head_office", district, ALWAYS)
        give(other, "company_head_office", compound, THIS_YEAR)
        assert may(person, HANDLE, compound, on=on) is allowed
        assert may(person, HANDLE, district, on=on)
        assert may(other, HANDLE, compound, on=on) is allowed

    def test_strangers_are_told_that_nothing_is_there(
        self, person: Person, other: Person, compound: Scope
    ) -> None:
        give(person, "bureau", compound)
        permissions.require(person.pk, VIEW, compound.pk, on=TODAY)
        permissions.require_anywhere(person.pk, VIEW, on=TODAY)
        with pytest.raises(NotFound):
            permissions.require(other.pk, VIEW, compound.pk, on=TODAY)
        with pytest.raises(NotFound):
            permissions.require_anywhere(other.pk, VIEW, on=TODAY)

    def test_a_misspelt_permission_is_told(self, person: Person) -> None:
        with pytest.raises(LookupError, match=r"No role holds the permission 'service_request"):
            permissions.may(person.pk, "service_request.view", 1, on=TODAY)

    def test_all_permissions_of_somebody_in_one_query(
        self,
        person: Person,
        district: Scope,
        compound: Scope,
        make_scope: MakeScope,
        django_assert_num_queries: Any,
    ) -> None:
        contain(district, compound)
        give(person, "bureau", district)
        give(person, "project_manager", make_scope(ScopeKind.COMPOUND))
        roles = permissions.roles()
        with django_assert_num_queries(1):
            everywhere = permissions.permissions_in(permissions.roles_of(person.pk, on=TODAY))
        assert everywhere == roles["bureau"].permissions | roles["project_manager"].permissions
        with django_assert_num_queries(1):
            here = permissions.permissions_over(person.pk, compound.pk, on=TODAY)
        assert here == roles["bureau"].permissions
        with django_assert_num_queries(1):
            assert [role.name for role in permissions.roles_of(person.pk, on=TODAY)] == [
                "bureau",
                "project_manager",
            ]
        assert permissions.roles_of(person.pk, on=date(2030, 1, 1)) == []


class TestCost:
    """However many grants somebody holds, it is one statement, and the server joins."""

    @pytest.fixture
    def holder(self, person: Person) -> Callable[[int], Person]:
        """Give one person many grants over as many companies of three compounds each."""

        def hold(grants: int) -> Person:
            companies = actions.create_scopes((ScopeKind.COMPANY, "") for _ in range(grants))
            compounds = actions.create_scopes((ScopeKind.COMPOUND, "") for _ in range(3 * grants))
            ScopeCover.objects.bulk_create(
                ScopeCover(
                    outer=companies[number // 3],
                    inner=inner,
                    period=THIS_YEAR,
                    source=f"c:{number}",
                )
                for number, inner in enumerate(compounds)
            )
            Grant.objects.bulk_create(
                Grant(
                    id=new_id(AT),
                    person=person,
                    role="company_head_office",
                    scope=company,
                    period=THIS_YEAR,
                    granted_at=AT,
                )
                for company in companies
            )
            return person

        return hold

    @pytest.mark.parametrize("grants", [1, 50, 170])
    def test_a_list_joins_them_in_one_query(
        self, holder: Callable[[int], Person], grants: int, django_assert_num_queries: Any
    ) -> None:
        person = holder(grants)
        permitted = permissions.permitted_scope_ids(person.pk, HANDLE, on=TODAY)
        with django_assert_num_queries(1) as queries:
            found = Scope.objects.filter(pk__in=permitted).count()
        assert found == 4 * grants  # each company and its three compounds
        sql = queries.captured_queries[0]["sql"]
        assert sql.count("accounts_grant") == sql.count('accounts_grant"') > 0
        assert sql.count('FROM "accounts_grant"') == 1
        assert sql.count('FROM "accounts_scopecover"') == 1

    def test_the_statement_does_not_grow(self, holder: Callable[[int], Person]) -> None:
        one = holder(1)
        before = str(permissions.permitted_scope_ids(one.pk, HANDLE, on=TODAY).query)
        many = holder(169)
        assert str(permissions.permitted_scope_ids(many.pk, HANDLE, on=TODAY).query) == before

    @pytest.mark.parametrize("grants", [0, 1, 50, 170])
    def test_the_statement_in_sql_finds_the_same(
        self, holder: Callable[[int], Person], grants: int
    ) -> None:
        person = holder(grants)
        known = permissions.permitted_parameters(person.pk, HANDLE, on=TODAY)
        with connection.cursor() as cursor:
            cursor.execute(permissions.permitted_scopes(), known)
            found = sorted(scope_id for (scope_id,) in cursor.fetchall())
        listed = permissions.permitted_scope_ids(person.pk, HANDLE, on=TODAY)
        assert found == sorted(row["inner_id"] for row in listed)
        assert len(found) == 4 * grants

    @pytest.mark.parametrize("grants", [1, 50, 170])
    def test_the_server_reads_the_grants_once(
        self, holder: Callable[[int], Person], grants: int
    ) -> None:
        person = holder(grants)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE accounts_grant, accounts_scope, accounts_scopecover")
        permitted = permissions.permitted_scope_ids(person.pk, HANDLE, on=TODAY)
        explained = Scope.objects.filter(pk__in=permitted).explain(format="json", analyze=True)
        nodes = list(plan_nodes(json.loads(explained)[0]["Plan"]))
        assert any(node["Node Type"].endswith(("Join", "Nested Loop")) for node in nodes)
        assert not any("SubPlan" in node.get("Subplan Name", "") for node in nodes)
        (grant_scan,) = (node for node in nodes if node.get("Relation Name") == "accounts_grant")
        assert grant_scan["Actual Loops"] == 1
        assert grant_scan["Actual Rows"] == grants

    @pytest.mark.parametrize("ask", ["may", "holds_anywhere"])
    def test_a_single_question_is_one_query(
        self, holder: Callable[[int], Person], ask: str, django_assert_num_queries: Any
    ) -> None:
        person = holder(170)
        scope = Scope.objects.latest("pk")
        with django_assert_num_queries(1):
            assert (
                permissions.may(person.pk, HANDLE, scope.pk, on=TODAY)
                if ask == "may"
                else permissions.holds_anywhere(person.pk, HANDLE, TODAY)
            )


class TestGranting:
    def test_the_trail_says_who_gave_whom_what(self, person: Person, compound: Scope) -> None:
        row = give(person, "bureau", compound)
        entry = Entry.objects.get(verb="accounts.grant")
        assert (entry.subject_id, entry.scope_id) == (str(row.pk), compound.pk)
        for part in (str(person.pk), "bureau", "2026-01-01"):
            assert part in entry.canonical

    def test_an_unknown_role_is_refused(self, person: Person, compound: Scope) -> None:
        with pytest.raises(UnknownRole):
            give(person, "emperor", compound)

    @pytest.mark.parametrize(
        "period",
        [
            DateRange(date(2026, 2, 1), date(2026, 2, 1)),
            DateRange(date(2026, 2, 1), date(2026, 1, 1)),
            DateRange(empty=True),
        ],
    )
    def test_a_period_without_days_is_refused(
        self, person: Person, compound: Scope, period: DateRange
    ) -> None:
        with pytest.raises(EmptyPeriod):
            give(person, "bureau", compound, period)

    def test_the_same_twice_is_refused(self, person: Person, compound: Scope) -> None:
        give(person, "bureau", compound)
        with pytest.raises(AlreadyGranted):
            give(person, "bureau", compound, ALWAYS)
        give(person, "bureau", compound, DateRange(date(2027, 1, 1), None))

    def test_only_who_keeps_access_may_grant(
        self, person: Person, other: Person, compound: Scope
    ) -> None:
        give(other, "bureau", compound)
        with pytest.raises(NotFound):
            actions.grant(
                person=person,
                role="bureau",
                scope=compound,
                period=THIS_YEAR,
                by=Actor.person(other.pk),
                at=AT,
            )

    def test_the_security_administrator_grants_to_others_only(
        self, person: Person, other: Person, compound: Scope
    ) -> None:
        give(other, "security_administrator", actions.system_scope())
        by = Actor.person(other.pk)
        row = actions.grant(
            person=person, role="bureau", scope=compound, period=THIS_YEAR, by=by, at=AT
        )
        assert row.granted_by == other
        with pytest.raises(OwnGrant):
            actions.grant(
                person=other, role="bureau", scope=compound, period=THIS_YEAR, by=by, at=AT
            )


class TestEnding:
    def test_it_ends_on_the_day_said(self, person: Person, compound: Scope) -> None:
        row = give(person, "bureau", compound)
        actions.end_grant(grant=row, on=TODAY, by=SETUP, at=AT)
        assert may(person, VIEW, compound, on=TODAY - timedelta(days=1))
        assert not may(person, VIEW, compound, on=TODAY)
        row.refresh_from_db()
        assert (row.ended_at, row.ended_by) == (AT, None)
        assert Entry.objects.filter(verb="accounts.end_grant").count() == 1

    def test_one_that_has_not_begun_never_will(self, person: Person, compound: Scope) -> None:
        row = give(person, "bureau", compound, DateRange(date(2027, 1, 1), None))
        actions.end_grant(grant=row, on=TODAY, by=SETUP, at=AT)
        assert not may(person, VIEW, compound, on=date(2027, 6, 1))
        give(person, "bureau", compound, DateRange(date(2027, 1, 1), None))

    def test_ending_later_than_it_ends_changes_nothing(
        self, person: Person, compound: Scope
    ) -> None:
        row = give(person, "bureau", compound)
        actions.end_grant(grant=row, on=date(2027, 1, 1), by=SETUP, at=AT)
        row.refresh_from_db()
        assert (row.period, row.ended_at) == (THIS_YEAR, None)
        assert not Entry.objects.filter(verb="accounts.end_grant").exists()

    def test_strangers_cannot_end_it(self, person: Person, other: Person, compound: Scope) -> None:
        row = give(person, "bureau", compound)
        with pytest.raises(NotFound):
            actions.end_grant(grant=row, on=TODAY, by=Actor.person(other.pk), at=AT)


class TestThreeAdministrators:
    """三权分立: refused with a sentence by the action, and by the database whoever asks."""

    PAIRS = pytest.mark.parametrize(
        ("first", "second"),
        [(a, b) for a in ADMINISTRATORS for b in ADMINISTRATORS if a != b],
    )

    @PAIRS
    def test_the_action_says_why(self, person: Person, first: str, second: str) -> None:
        system = actions.system_scope()
        give(person, first, system, ALWAYS)
        with pytest.raises(AdministratorsAreThreePeople) as caught:
            give(person, second, system)
        assert "三个人" in str(caught.value.sentence)

    @PAIRS
    def test_the_database_refuses_it_in_any_scope(
        self, person: Person, compound: Scope, first: str, second: str
    ) -> None:
        give(person, first, actions.system_scope())
        with (
            pytest.raises(IntegrityError, match="administrators_are_three_people"),
            transaction.atomic(),
        ):
            Grant.objects.create(
                id=uuid.uuid4(),
                person=person,
                role=second,
                scope=compound,
                period=THIS_YEAR,
                granted_at=AT,
            )

    def test_one_after_the_other_is_allowed(self, person: Person) -> None:
        system = actions.system_scope()
        give(person, "system_administrator", system)
        give(person, "audit_administrator", system, DateRange(date(2027, 1, 1), None))

    def test_two_people_are_allowed(self, person: Person, other: Person) -> None:
        system = actions.system_scope()
        give(person, "system_administrator", system)
        give(other, "audit_administrator", system)


def plan_nodes(node: dict[str, Any]) -> Any:
    """Yield a node of a plan and all below it."""
    yield node
    for child in node.get("Plans", ()):
        yield from plan_nodes(child)
