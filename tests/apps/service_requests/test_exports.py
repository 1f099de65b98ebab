"""The list as a file: what is in it, who may, and the trace it leaves."""

import csv
import io
from http import HTTPStatus
from zipfile import ZipFile

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mashangban.accounts.models import Export
from mashangban.audit.models import Entry
from mashangban.kit import crypto
from mashangban.kit.exports import sheet as sheets
from mashangban.service_requests.models import ServiceRequest
from tests.world import World, a_report

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SAID = "=HYPERLINK(1) 灯不亮"


@pytest.fixture
def bureau(world: World, no_second_factor: None) -> Client:
    client = Client()
    client.force_login(world.lin.user, backend=BACKEND)
    return client


def body(response: HttpResponse) -> bytes:
    assert response.status_code == HTTPStatus.OK, response.content
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def lines(response: HttpResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(response).decode("utf-8-sig"))))


def test_the_list_as_it_stands_without_anything_personal(world: World, bureau: Client) -> None:
    mine = a_report(world, description=SAID)
    response = bureau.get("/requests/export/?tab=all&form=csv")
    assert response.headers["Content-Disposition"].startswith("attachment;")
    [row] = lines(response)
    assert row["编号"] == mine.number
    assert row["小区"] == "听松小区"
    assert SAID not in str(row)
    export = Export.objects.get()
    assert (export.rows, export.personal, export.reason) == (1, False, None)
    assert Entry.objects.filter(verb="accounts.export", subject_id=str(export.pk)).exists()


def test_words_come_for_a_reason_and_bear_a_mark(world: World, bureau: Client) -> None:
    a_report(world, description=SAID)
    address = "/requests/export/?tab=all&form=csv&with_words=1"
    assert "请写" in bureau.post(address, {"reason": " "}).content.decode()
    assert not Export.objects.exists()
    [row] = lines(bureau.post(address, {"reason": "核对十一月回访"}))
    assert row["居民原话"] == f"'{SAID}"  # text, never a formula
    export = Export.objects.get()
    assert export.pk.hex[-12:] in row["导出记录"]
    key = world.lin.person.wrapped_key
    reason = crypto.decrypt_text(key, export.reason or b"", context=f"export-reason:{export.pk}")
    assert reason == "核对十一月回访"
    assert "核对" not in Entry.objects.get(verb="accounts.export").canonical


def test_excel_holds_text_and_no_formula(world: World, bureau: Client) -> None:
    a_report(world, description=SAID)
    response = bureau.post("/requests/export/?tab=all&with_words=1", {"reason": "核对"})
    with ZipFile(io.BytesIO(body(response))) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert SAID in page


def test_everybody_takes_out_their_own_scopes_only(world: World, no_second_factor: None) -> None:
    a_report(world)
    client = Client()
    client.force_login(world.zhao.user, backend=BACKEND)
    assert lines(client.get("/requests/export/?tab=all&form=csv")) == []
    client.force_login(world.he.user, backend=BACKEND)
    assert len(lines(client.get("/requests/export/?tab=all&form=csv"))) == 1


def test_words_are_not_for_those_who_may_not_see_contacts(
    world: World, no_second_factor: None
) -> None:
    client = Client()
    client.force_login(world.chen.user, backend=BACKEND)
    assert client.get("/requests/?tab=all").status_code == HTTPStatus.OK
    address = "/requests/export/?with_words=1"
    assert client.get(address).status_code == HTTPStatus.NOT_FOUND
    assert client.post(address, {"reason": "x"}).status_code == HTTPStatus.NOT_FOUND


def test_a_list_too_long_for_one_file_is_refused_and_leaves_no_trace(
    world: World, bureau: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 1)
    a_report(world)
    a_report(world, category="lift")
    response = bureau.get("/requests/export/?tab=all&form=csv")
    assert response.status_code == HTTPStatus.CONFLICT
    assert "筛选" in response.content.decode()
    assert not Export.objects.exists()


def test_the_queries_do_not_grow_with_the_list(world: World, bureau: Client) -> None:
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            body(bureau.get("/requests/export/?tab=all&form=csv"))
        counts.append(len(captured))
        for category in ("lamp", "lift", "water"):
            a_report(world, category=category)
    assert ServiceRequest.objects.count() == 6
    assert counts[0] == counts[1] <= 14
