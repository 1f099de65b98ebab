"""Every address × role × scope: who gets in, who is a stranger.

A new address without a row here fails the first test. "Strangers get 404": whoever lacks the
permission, or holds it over another place only, cannot tell the page from one that is not there.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mashangban.accounts import actions as accounts
from mashangban.accounts.models import Grant, Scope
from mashangban.accounts.permissions import roles
from mashangban.accounts.types import DetailKind
from mashangban.config.roles import ROLES
from mashangban.imports import actions as imports
from mashangban.kit import clock
from mashangban.registry import actions as registry
from mashangban.registry.types import SheetLayout
from mashangban.service_requests.models import RequestPhoto
from tests.owners import cast, freeze, open_vote, owned_units
from tests.pictures import a_jpeg
from tests.world import ALWAYS, NOW, PASSWORD, SETUP, TODAY, World, a_report

pytestmark = pytest.mark.django_db

VIEWERS = {
    "bureau",
    "subdistrict",
    "residents_committee",
    "company_head_office",
    "project_manager",
}
SEE_REGISTRY = {*VIEWERS, "assessor"}
HANDLERS = {"company_head_office", "project_manager"}
SEE_CONTACT = {"bureau", *HANDLERS}
PRINT_CODES = {"bureau", *HANDLERS}
SEE_REGISTRY = {*VIEWERS, "assessor"}
KEEP_REGISTRY = {"bureau"}


REGISTRY_VIEWERS = {*VIEWERS, "assessor"}
AREA_PAGES = (
    "area",
    "new_contract",
    "appoint_manager",
    "committee",
    "merge_areas",
    "split_area",
)


REGISTRY = {"assessor", *VIEWERS}
KEEP_ROLLS = {"bureau", "residents_committee"}


MANAGE = {"bureau"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class Public:
    """Open to everybody, or to whoever holds the secret in the address."""


@dataclass(frozen=True)
class SignedIn:
    """Open to every sign-in and about oneself only; guests are led to the sign-in."""

    method: str = "get"


@dataclass(frozen=True)
class SigningIn:
    """A step of signing in; the sign-in library guards it."""


@dataclass(frozen=True)
class Staff:
    """Open to these roles; one that is `about_a_place` only within their scope.

    That is the compound's, where `about` doesn't say the subdistrict's.
    """

    roles: set[str]
    about_a_place: bool = True
    method: str = "get"
    about: str = "compound"


ADDRESSES: dict[str, Public | SignedIn | SigningIn | Staff] = {
    "web:home": Public(),
    "web:landing": Public(),
    "web:legacy": Public(),
    "web:legacy_key": Public(),
    "web:find_code": Public(),
    "web:preferences": Public(),
    "web:privacy": Public(),
    "web:healthz": Public(),
    "web:district_map": Staff(SEE_REGISTRY, about_a_place=False),
    "web:undelivered_events": Staff({"system_administrator"}, about_a_place=False),
    "web:retry_delivery": Staff({"system_administrator"}, about_a_place=False, method="post"),
    "web:retry_all_deliveries": Staff({"system_administrator"}, about_a_place=False, method="post"),
    "service_requests:report": Public(),
    "service_requests:my_reports": Public(),
    "service_requests:follow": Public(),
    "service_requests:confirm": Public(),
    "service_requests:reopen": Public(),
    "service_requests:withdraw": Public(),
    "service_requests:rate": Public(),
    "service_requests:revoke": Public(),
    "service_requests:follow_photo": Public(),
    "service_requests:list": Staff(VIEWERS, about_a_place=False),
    "service_requests:export": Staff(VIEWERS, about_a_place=False),
    "service_requests:map": Staff(VIEWERS, about_a_place=False),
    "service_requests:detail": Staff(VIEWERS),
    "service_requests:accept": Staff(HANDLERS, method="post"),
    "service_requests:start": Staff(HANDLERS, method="post"),
    "service_requests:resolve": Staff(HANDLERS, method="post"),
    "service_requests:contact": Staff(SEE_CONTACT),
    "service_requests:photo": Staff(VIEWERS),
    "registry:code_list": Staff(PRINT_CODES, about_a_place=False),
    "registry:code": Staff(PRINT_CODES),
    "registry:withdraw_code": Staff(MANAGE, method="post"),
    "registry:code_sheet": Staff(PRINT_CODES),
    "imports:list": Staff({"bureau"}, about_a_place=False),
    "imports:upload": Staff({"bureau"}, about_a_place=False),
    "imports:run": Staff({"bureau"}, about_a_place=False),
    "imports:choose": Staff({"bureau"}, about_a_place=False, method="post"),
    "imports:decide": Staff({"bureau"}, about_a_place=False, method="post"),
    "imports:report": Staff({"bureau"}, about_a_place=False),
    "registry:compounds": Staff(SEE_REGISTRY, about_a_place=False),
    "registry:compound": Staff(SEE_REGISTRY),
    "registry:compound_facts": Staff(KEEP_REGISTRY),
    "registry:compound_names": Staff(KEEP_REGISTRY),
    "registry:add_alias": Staff(KEEP_REGISTRY, method="post"),
    "registry:remove_alias": Staff(KEEP_REGISTRY, method="post"),
    "registry:add_lane": Staff(KEEP_REGISTRY, method="post"),
    "registry:remove_lane": Staff(KEEP_REGISTRY, method="post"),
    "registry:compound_administration": Staff(KEEP_REGISTRY),
    "registry:override_subdistrict": Staff(KEEP_REGISTRY, method="post"),
    "registry:set_committee": Staff(KEEP_REGISTRY, method="post"),
    "registry:companies": Staff(REGISTRY_VIEWERS, about_a_place=False),
    "registry:company": Staff(REGISTRY_VIEWERS, about_a_place=False),
    "registry:contracts": Staff(REGISTRY_VIEWERS, about_a_place=False),
    "registry:area": Staff(REGISTRY_VIEWERS),
    "registry:new_contract": Staff({"bureau"}),
    "registry:end_contract": Staff({"bureau"}),
    "registry:appoint_manager": Staff({"bureau"}),
    "registry:committee": Staff({"bureau"}),
    "registry:merge_areas": Staff({"bureau"}),
    "registry:split_area": Staff({"bureau"}),
    "registry:rules": Staff(REGISTRY_VIEWERS, about_a_place=False),
    "registry:follow_rule": Staff({"bureau"}, about_a_place=False, method="post"),
    "registry:map_subdistricts": Staff(SEE_REGISTRY, about_a_place=False),
    "registry:map_compounds": Staff(SEE_REGISTRY, about_a_place=False),
    "registry:areas": Staff(KEEP_ROLLS, about_a_place=False),
    "registry:area_owners": Staff(KEEP_ROLLS),
    "registry:freeze_roll": Staff(KEEP_ROLLS, method="post"),
    "registry:roll_gaps": Staff(KEEP_ROLLS),
    "registry:units": Staff(REGISTRY),
    "registry:slips": Staff(KEEP_ROLLS),
    "registry:roll": Staff(KEEP_ROLLS),
    "registry:open_vote": Staff(KEEP_ROLLS, method="post"),
    "registry:vote": Staff(KEEP_ROLLS),
    "registry:record_ballot": Staff(KEEP_ROLLS, method="post"),
    "registry:strike_ballot": Staff(KEEP_ROLLS),
    "registry:count_vote": Staff(KEEP_ROLLS),
    "registry:tally": Staff(KEEP_ROLLS),
    "households:enter_slip": Public(),
    "households:bind": Public(),
    "households:my_homes": Public(),
    "households:unbind": Public(),
    "registry:code_sticker": Staff(PRINT_CODES),
    "registry:compound_codes": Staff(PRINT_CODES),
    "registry:issue_codes": Staff(MANAGE, method="post"),
    "registry:issue_code_at": Staff(MANAGE, method="post"),
    "registry:ask_for_compound_sheets": Staff(PRINT_CODES, method="post"),
    "registry:issue_in_subdistrict": Staff(MANAGE, method="post", about="subdistrict"),
    "registry:ask_for_subdistrict_sheets": Staff(PRINT_CODES, method="post", about="subdistrict"),
    "registry:sheet_orders": Staff(PRINT_CODES, about_a_place=False),
    "registry:sheet_order": Staff(PRINT_CODES),
    "registry:sheets_pdf": Staff(PRINT_CODES),
    "registry:compound_places": Staff(MANAGE),
    "registry:place": Staff(MANAGE),
    "registry:rename_place": Staff(MANAGE, method="post"),
    "registry:retire_place": Staff(MANAGE, method="post"),
    "notifications:inbox": SignedIn(),
    "notifications:open": SignedIn(method="post"),
    "notifications:read_all": SignedIn(method="post"),
    "account_change_password": SignedIn(),
    "account_inactive": SigningIn(),
    "account_login": SigningIn(),
    "account_logout": SigningIn(),
    "account_reauthenticate": SigningIn(),
    "mfa_activate_totp": SigningIn(),
    "mfa_authenticate": SigningIn(),
    "mfa_deactivate_totp": SigningIn(),
    "mfa_download_recovery_codes": SigningIn(),
    "mfa_generate_recovery_codes": SigningIn(),
    "mfa_index": SigningIn(),
    "mfa_reauthenticate": SigningIn(),
    "mfa_view_recovery_codes": SigningIn(),
}
STAFF_ADDRESSES = {name: row for name, row in ADDRESSES.items() if isinstance(row, Staff)}


def routes() -> Iterator[str]:
    """Yield the name of every address of the installation."""

    def walk(resolver: URLResolver, prefix: str) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                yield from walk(pattern, inner)
            elif isinstance(pattern, URLPattern):
                yield f"{prefix}{pattern.name}"

    yield from walk(get_resolver(), "")


def test_every_address_has_a_row() -> None:
    assert sorted(set(routes()) - ADDRESSES.keys()) == []
    assert sorted(ADDRESSES.keys() - set(routes())) == []


def test_the_table_names_roles_that_exist() -> None:
    named = {role for row in STAFF_ADDRESSES.values() for role in row.roles}
    assert named <= set(roles())


@dataclass(frozen=True)
class Stage:
    """The world with a request that has a photo, and the arguments of every address."""

    world: World
    arguments: dict[str, dict[str, object]]

    def url(self, name: str) -> str:
        return reverse(name, kwargs=self.arguments.get(name, {}))

    def client_of(self, role: str, scope: Scope) -> Client:
        """Sign in somebody new who holds the role over the scope, and nothing else."""
        person = accounts.create_person(by=SETUP, at=NOW, details={DetailKind.NAME: "路人"})
        user = accounts.create_user(
            username=f"u-{uuid.uuid4().hex[:12]}",
            password=PASSWORD,
            person=person,
            by=SETUP,
            at=NOW,
        )
        accounts.grant(person=person, role=role, scope=scope, period=ALWAYS, by=SETUP, at=NOW)
        client = Client()
        client.force_login(user, backend=BACKEND)
        return client


@pytest.fixture
def stage(world: World, no_second_factor: None) -> Stage:
    submission = a_report(world, photos=(a_jpeg(),), phone="13800000142")
    photo_id = RequestPhoto.objects.values_list("photo_id", flat=True).get()
    request = {"request_id": submission.request_id}
    an_import = _an_import(world)
    owned_units(world.compound, "45.00", "46.00")
    roll = freeze(world.compound)
    vote = open_vote(roll)
    cast(vote, "for", [1])
    ballot = vote.ballots.get()
    compound, in_area = {"compound_id": world.compound.pk}, {"area_id": roll.area_id}
    of_roll, of_vote = {"roll_id": roll.pk}, {"vote_id": vote.pk}
    arguments: dict[str, dict[str, object]] = {
        name: request for name in ADDRESSES if name.startswith("service_requests:")
    }
    arguments |= {
        name: {"compound_id": world.compound.pk}
        for name in ADDRESSES
        if name.startswith("registry:")
    }
    arguments |= {
        "registry:areas": {},
        "registry:code_list": {},
        "registry:companies": {},
        "registry:compounds": {},
        "registry:contracts": {},
        "registry:map_compounds": {},
        "registry:map_subdistricts": {},
        "registry:rules": {},
        "registry:sheet_orders": {},
        "service_requests:list": {},
        "service_requests:export": {},
        "service_requests:map": {},
        "service_requests:photo": {**request, "photo_id": photo_id, "size": "thumb"},
        "registry:code_sheet": {"code_id": world.code.pk},
        "registry:follow_rule": {"code": "areas_per_manager"},
        "registry:company": {"company_id": world.company.pk},
        "registry:end_contract": {"contract_id": world.contract.pk},
        **{f"registry:{name}": {"area_id": world.area.pk} for name in AREA_PAGES},
        **dict.fromkeys(
            ("registry:area_owners", "registry:freeze_roll", "registry:roll_gaps"), in_area
        ),
        **dict.fromkeys(("registry:units", "registry:slips"), compound),
        **dict.fromkeys(("registry:roll", "registry:open_vote"), of_roll),
        **dict.fromkeys(
            ("registry:vote", "registry:record_ballot", "registry:count_vote", "registry:tally"),
            of_vote,
        ),
        "registry:strike_ballot": {"vote_id": vote.pk, "ballot_id": ballot.pk},
        **registry_arguments(world),
        "web:retry_delivery": {"delivery_id": 1},
        "imports:run": {"run_id": an_import},
        "imports:choose": {"run_id": an_import},
        "imports:decide": {"run_id": an_import, "step": "discard"},
        "imports:report": {"run_id": an_import},
        "notifications:open": {"message_id": uuid.uuid4()},
    }
    return Stage(world, arguments)


def _an_import(world: World) -> uuid.UUID:
    """Return an import that was checked and has a report."""
    sheet = "名称,建成年份\n望月新村,20210\n".encode()
    run_id = imports.upload(
        kind="compounds",
        file_name="sheet.csv",
        content=sheet,
        mapping={},
        by=world.lin.actor,
        at=NOW,
    )
    imports.read_columns(run_id=run_id)
    columns = {"columns": {"name": "名称", "built_year": "建成年份"}}
    imports.choose(run_id=run_id, mapping=columns, skip_refused=False, by=world.lin.actor, at=NOW)
    imports.check(run_id=run_id, at=NOW)
    return run_id


def registry_arguments(world: World) -> dict[str, dict[str, object]]:
    """Return the arguments of the registry's addresses: a code, a building, an order for sheets."""
    building = registry.add_building(compound=world.compound, name="9 号楼", by=SETUP, at=NOW)
    order_id = registry.ask_for_sheets(
        scope_id=world.compound.scope_id,
        layout=SheetLayout.STICKERS,
        target=None,
        person_id=world.lin.person.pk,
        at=NOW,
    )
    code, compound = {"code_id": world.code.pk}, {"compound_id": world.compound.pk}
    place = {"kind": "building", "place_id": building.pk}
    return {
        **dict.fromkeys(("registry:code", "registry:code_sheet", "registry:code_sticker"), code),
        "registry:withdraw_code": code,
        **{name: compound for name in ADDRESSES if name.startswith("registry:compound_")},
        **dict.fromkeys(("registry:issue_codes", "registry:issue_code_at"), compound),
        "registry:ask_for_compound_sheets": compound,
        "registry:issue_in_subdistrict": {"code": "990101001"},
        "registry:ask_for_subdistrict_sheets": {"code": "990101001"},
        "registry:sheet_order": {"order_id": order_id},
        "registry:sheets_pdf": {"order_id": order_id},
        **dict.fromkeys(
            ("registry:place", "registry:rename_place", "registry:retire_place"), place
        ),
    }


@pytest.mark.parametrize("name", STAFF_ADDRESSES)
def test_guests_are_led_to_the_sign_in(stage: Stage, name: str) -> None:
    response = getattr(Client(), STAFF_ADDRESSES[name].method)(stage.url(name))
    assert response.status_code == HTTPStatus.FOUND
    assert response.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", STAFF_ADDRESSES)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_its_own_addresses_in_its_own_scope(
    stage: Stage, name: str, role: str
) -> None:
    row = STAFF_ADDRESSES[name]
    own, other = stage.world.compound.scope, stage.world.other_compound.scope
    if row.about == "subdistrict":
        own = stage.world.subdistrict
    for scope, may in ((own, True), (other, not row.about_a_place)):
        response = getattr(stage.client_of(role, scope), row.method)(stage.url(name))
        if response.streaming:  # read to its end, a file is closed
            b"".join(response.streaming_content)
        admitted = response.status_code != HTTPStatus.NOT_FOUND
        # There is no delivery to retry: its absence is refused with another sentence (409).
        assert admitted == (role in row.roles and may), (scope.label, response.status_code)


@pytest.mark.parametrize(
    "name", [name for name, row in ADDRESSES.items() if isinstance(row, SignedIn)]
)
def test_pages_about_oneself_want_a_sign_in(stage: Stage, name: str) -> None:
    row = ADDRESSES[name]
    assert isinstance(row, SignedIn)
    response = getattr(Client(), row.method)(stage.url(name))
    assert response.status_code == HTTPStatus.FOUND
    assert response.headers["Location"].startswith("/accounts/login/")


def test_a_grant_that_has_ended_opens_nothing(stage: Stage) -> None:
    world = stage.world
    grant = Grant.objects.get(person=world.he.person)
    accounts.end_grant(grant=grant, on=TODAY, by=SETUP, at=NOW)
    client = Client()
    client.force_login(world.he.user, backend=BACKEND)
    assert client.get(stage.url("service_requests:list")).status_code == HTTPStatus.NOT_FOUND


def test_a_managers_access_ends_with_the_contract(stage: Stage) -> None:
    world = stage.world
    client = Client()
    client.force_login(world.he.user, backend=BACKEND)
    for day, status in (
        (date(2027, 6, 30), HTTPStatus.OK),
        (date(2027, 7, 1), HTTPStatus.NOT_FOUND),
    ):
        with clock.frozen(datetime.combine(day, time(4), tzinfo=UTC)):
            assert client.get(stage.url("service_requests:detail")).status_code == status
