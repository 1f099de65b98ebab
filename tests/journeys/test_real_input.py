"""A real district comes in by the command line; then the whole walk for one real compound.

Company, manager and repair are invented, and gone with the test's database.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from PIL import Image
from pytest_django import Settings

from mashangban.accounts import actions as accounts
from mashangban.accounts.models import Scope, User
from mashangban.accounts.types import DetailKind
from mashangban.cli.main import cli
from mashangban.kit import clock
from mashangban.registry import actions as registry
from mashangban.registry.models import Compound, Region
from mashangban.service_requests import actions as requests
from tests.apps.files.pictures import CANARY, jpeg
from tests.browser.scanning import scan
from tests.jobs import forget_jobs, run_due_jobs
from tests.real_input import FILES, MAPPINGS, needs_real_input
from tests.sign_in import sign_in
from tests.world import ALWAYS, NOW, PASSWORD, SETUP

pytestmark = [pytest.mark.django_db(transaction=True), needs_real_input]

NAME = "平和公寓"
WORDS = "六楼过道的灯不亮，晚上看不清门牌。"


@pytest.fixture(autouse=True)
def no_trace(tmp_path: Path, settings: Settings) -> Iterator[None]:
    """Keep photos in a folder of the test and leave no job behind."""
    settings.MEDIA_ROOT = tmp_path / "files"
    yield
    forget_jobs()


def test_the_walk_in_a_real_district(tmp_path: Path) -> None:
    with clock.frozen(NOW):
        bring_in(tmp_path)
        accounts.init_key_ring(by=SETUP, at=NOW)
        requests.load_rules(by=SETUP, at=NOW)
        compound = Compound.objects.get(name=NAME)
        manager, bureau = give_it_a_company(compound)
        address = print_and_scan(tmp_path / "code.pdf")
        run_due_jobs()

        resident = Client()
        link = report(resident, address)
        run_due_jobs()
        mend(manager, bureau)
        run_due_jobs()
        answer(resident, link)
        assert "已办结" in text(bureau.get("/requests/?tab=all"))


def bring_in(folder: Path) -> None:
    """Import everything by the command, each kind once."""
    for kind, file in FILES.items():
        mapping = folder / f"{kind}.yaml"
        mapping.write_text(MAPPINGS[kind], encoding="utf-8")
        done = CliRunner().invoke(cli, ["import", kind, str(file), "--mapping", str(mapping)])
        assert done.exit_code == 0, done.output
    lengths = Counter(map(len, Region.objects.values_list("code", flat=True)))
    assert lengths == {6: 1, 9: 10, 12: 189}  # district, subdistricts, committees
    assert Compound.objects.count() == 1002


def give_it_a_company(compound: Compound) -> tuple[Client, Client]:
    """Let an invented company serve the compound; return its manager's and a bureau's browser."""
    area = registry.add_area(name=NAME, by=SETUP, at=NOW)
    registry.join_area(area=area, compound=compound, period=ALWAYS, by=SETUP, at=NOW)
    company = registry.add_company(name="示例物业", by=SETUP, at=NOW)
    contract = registry.sign_contract(
        area=area,
        company=company,
        period=DateRange(date(2026, 1, 1), date(2027, 1, 1)),
        fee=Decimal("1.50"),
        duty_phone="021-0000-0142",
        by=SETUP,
        at=NOW,
    )
    manager = staff("he", "何文", "project_manager", contract.scope)
    registry.appoint_manager(area=area, person=manager.person, period=ALWAYS, by=SETUP, at=NOW)
    district = Region.objects.get(code="310105")
    bureau = staff("lin", "林岚", "bureau", district.scope)
    clients = Client(), Client()
    for client, user in zip(clients, (manager, bureau), strict=True):
        sign_in(client, user)
    return clients


def staff(username: str, name: str, role: str, scope: Scope) -> User:
    person = accounts.create_person(by=SETUP, at=NOW, details={DetailKind.NAME: name})
    accounts.grant(person=person, role=role, scope=scope, period=ALWAYS, by=SETUP, at=NOW)
    return accounts.create_user(
        username=username, password=PASSWORD, person=person, by=SETUP, at=NOW
    )


def print_and_scan(sheet: Path) -> str:
    """Issue the compound's code, print its sheet and return what a phone reads off it."""
    done = CliRunner().invoke(
        cli, ["issue-codes", "--compound", NAME, "--place", "北门", "--out", str(sheet)]
    )
    assert done.exit_code == 0, done.output
    return scan(sheet.read_bytes()).partition("://")[2].partition("/")[2]


def report(resident: Client, address: str) -> str:
    """Open what was scanned, send the form with a photo; return the private link."""
    page = resident.get(f"/{address}", follow=True)
    landing = page.redirect_chain[-1][0]
    for words in (NAME, "新泾镇", "示例物业", "何文", "021-0000-0142", "1.50"):
        assert words in text(page)
    form = text(resident.get(f"{landing}report/"))
    key = re.search(r'name="idempotency_key" value="([^"]+)"', form)
    assert key is not None
    sent = resident.post(
        f"{landing}report/",
        {
            "idempotency_key": key[1],
            "category": "lamp",
            "spot": "here",
            "place": "六楼过道",
            "description": WORDS,
            "photos": [SimpleUploadedFile("lamp.jpg", jpeg())],
        },
    )
    assert sent.status_code == HTTPStatus.FOUND
    assert "收到了，编号" in text(resident.get(sent.headers["Location"]))
    return sent.headers["Location"].partition("?")[0]


def mend(manager: Client, bureau: Client) -> None:
    """Be told, find it in the list, take every step; the bureau may look on only."""
    assert "新报修 PQ-20261123-0001" in text(manager.get("/notifications/"))
    rows = text(manager.get("/requests/"))
    assert WORDS in rows
    found = re.search(r"/requests/[0-9a-f-]{36}/", rows)
    assert found is not None
    page = found[0]
    assert bureau.get(page).status_code == HTTPStatus.OK
    assert bureau.post(f"{page}accept/").status_code == HTTPStatus.NOT_FOUND
    for step, given in (("accept", {}), ("start", {}), ("resolve", {"text": "换了灯管。"})):
        taken = manager.post(f"{page}{step}/", given)
        assert taken.status_code == HTTPStatus.FOUND, text(taken)


def answer(resident: Client, link: str) -> None:
    """See photo and words, confirm, give five stars."""
    page = text(resident.get(link))
    assert "换了灯管。" in page
    photo = re.search(rf"{link}photos/[0-9a-f-]+/full", page)
    assert photo is not None
    shown = resident.get(photo[0])
    assert shown.status_code == HTTPStatus.OK
    assert CANARY not in shown.content
    assert not Image.open(io.BytesIO(shown.content)).getexif()
    assert resident.post(f"{link}confirm/").status_code == HTTPStatus.FOUND
    rated = resident.post(f"{link}rate/", {"score": "5", "text": "很好"})
    assert rated.status_code == HTTPStatus.FOUND
    assert "您打了 5 颗星" in text(resident.get(link))


def text(response: Any) -> str:
    content: bytes = response.content
    return content.decode()
