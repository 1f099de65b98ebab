"""Reports that a code looks wrong, and what the code of a facility offers."""

from collections.abc import Iterator

import pytest
from django.test import Client

from mashangban.core.identifiers import code_tokens
from mashangban.kit import clock
from mashangban.registry import actions as registry
from mashangban.registry.types import FacilityKind
from mashangban.service_requests.models import Category
from mashangban.service_requests.rules import WRONG_CODE, shipped_rules
from tests.sign_in import sign_in
from tests.world import NOW, SETUP, World, a_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def signed_in(world: World, name: str) -> Client:
    client = Client()
    sign_in(client, getattr(world, name).user)
    return client


def checked(page: str) -> list[str]:
    """Return the categories whose radio is checked on a report page."""
    import re

    boxes = re.findall(r'<input[^>]*name="category"[^>]*>', page)
    return [re.search(r'value="(\w+)"', box)[1] for box in boxes if "checked" in box]  # type: ignore[index]


def test_the_landing_page_leads_to_a_report_about_the_code_itself(world: World) -> None:
    landing = text(Client(), f"/c/{world.code.token}/")
    address = f"/c/{world.code.token}/report/?category={WRONG_CODE}"
    assert address in landing
    assert checked(text(Client(), address)) == [WRONG_CODE]
    assert checked(text(Client(), f"/c/{world.code.token}/report/?category=nonsense")) == []
    assert checked(text(Client(), f"/c/{world.code.token}/report/")) == []


def test_it_waits_for_those_who_keep_the_registry(world: World) -> None:
    done = a_report(world, category=WRONG_CODE, description="外面又贴了一张码。")
    token = code_tokens.grouped(world.code.token)
    home = text(signed_in(world, "lin"), "/")
    assert "有人说码不对" in home
    assert token in home
    for other in ("chen", "zhao"):
        assert "有人说码不对" not in text(signed_in(world, other), "/")
    detail = text(signed_in(world, "lin"), f"/requests/{done.request_id}/")
    assert token in detail
    assert f"/registry/codes/{world.code.pk}/" in detail
    seen_by_subdistrict = text(signed_in(world, "chen"), f"/requests/{done.request_id}/")
    assert token in seen_by_subdistrict
    assert f"/registry/codes/{world.code.pk}/" not in seen_by_subdistrict


def test_other_reports_do_not_wait_there(world: World) -> None:
    a_report(world)
    assert "有人说码不对" not in text(signed_in(world, "lin"), "/")


def test_the_code_of_a_lift_offers_what_fits_and_says_what_it_is(world: World) -> None:
    building = registry.add_building(compound=world.compound, name="6 号楼", by=SETUP, at=NOW)
    entrance = registry.add_entrance(building=building, number="12 号", by=SETUP, at=NOW)
    lift = registry.add_facility(
        compound=world.compound,
        entrance=entrance,
        kind=FacilityKind.LIFT,
        name="1 号电梯",
        by=SETUP,
        at=NOW,
    )
    code = registry.issue_code(compound=world.compound, facility=lift, by=SETUP, at=NOW)
    landing = text(Client(), f"/c/{code.token}/")
    assert "1 号电梯 · 6 号楼 12 号" in landing
    assert 'aria-label="您扫的是"' in landing
    assert checked(text(Client(), f"/c/{code.token}/report/")) == ["lift"]
    assert 'aria-label="您扫的是"' not in text(Client(), f"/c/{world.code.token}/")


def test_every_kind_of_facility_has_a_category_that_exists(world: World) -> None:
    fitting = shipped_rules().facilities
    assert set(fitting) == set(FacilityKind)
    assert set(fitting.values()) <= set(Category.objects.values_list("code", flat=True))
