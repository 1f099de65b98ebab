"""Sheets of a whole subdistrict: drawn by a job, kept for a week, then deleted."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client

from mashangban.audit.models import Entry
from mashangban.files import actions as files
from mashangban.kit import clock
from mashangban.registry import actions, queries, sheets
from mashangban.registry.models import SheetJob
from mashangban.registry.tasks import draw_sheets
from mashangban.registry.types import CodeTarget, SheetLayout, SheetState
from tests.jobs import count_jobs, forget_jobs, run_due_jobs
from tests.sign_in import sign_in
from tests.world import NOW, SETUP, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def ask(world: World, target: CodeTarget | None = None, **changes: object) -> object:
    fields = {
        "scope_id": world.subdistrict.id,
        "layout": SheetLayout.SHEET,
        "target": target,
        "person_id": world.lin.person.pk,
        "at": NOW,
        **changes,
    }
    return actions.ask_for_sheets(**fields)  # type: ignore[arg-type]


def scanned(pdf: bytes) -> set[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.render(scale=150 / 72).to_pil() for page in document]
    finally:
        document.close()
    return {found.text for page in pages for found in zxingcpp.read_barcodes(page)}


def kept_files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("paper/*/*") if path.is_file()]


@pytest.mark.django_db(transaction=True)
def test_the_worker_draws_the_sheets_of_a_subdistrict(world: World) -> None:
    order_id = ask(world)
    assert count_jobs("registry.draw_sheets", "todo") == 1
    run_due_jobs()
    order = queries.sheet_order(order_id)  # type: ignore[arg-type]
    forget_jobs()
    assert order is not None
    assert (order.state, order.codes, order.pages) == (SheetState.READY, 2, 2)
    pdf = queries.sheets_pdf(order.id, at=NOW)
    assert scanned(pdf) == {
        f"http://127.0.0.1:8000/c/{code.token}" for code in (world.code, world.other_code)
    }


def test_only_codes_of_the_scope_and_kind_are_drawn(world: World) -> None:
    building = actions.add_building(compound=world.compound, name="6 号楼", by=SETUP, at=NOW)
    actions.add_entrance(building=building, number="12 号", by=SETUP, at=NOW)
    actions.issue_missing_codes(
        compound_ids=[world.compound.id], target=CodeTarget.ENTRANCE, by=SETUP, at=NOW
    )
    order_id = ask(world, CodeTarget.ENTRANCE, scope_id=world.compound.scope_id)
    draw_sheets(str(order_id))
    order = queries.sheet_order(order_id)  # type: ignore[arg-type]
    assert order is not None
    assert (order.state, order.codes) == (SheetState.READY, 1)
    assert order.expires_at == NOW + timedelta(days=7)
    assert Entry.objects.filter(verb="registry.ask_for_sheets").count() == 1


def test_drawn_once_however_often_the_job_runs(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = ask(world)
    draw_sheets(str(order_id))

    def fail(*_: object, **__: object) -> bytes:
        raise AssertionError("drawn twice")

    monkeypatch.setattr(sheets, "render", fail)
    draw_sheets(str(order_id))


def test_without_such_codes_it_says_so(world: World) -> None:
    order_id = ask(world, CodeTarget.FACILITY)
    draw_sheets(str(order_id))
    order = queries.sheet_order(order_id)  # type: ignore[arg-type]
    assert order is not None
    assert order.state is SheetState.EMPTY


def test_a_failure_is_kept_in_sight(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise ZeroDivisionError

    monkeypatch.setattr(sheets, "render", fail)
    order_id = ask(world)
    with pytest.raises(ZeroDivisionError):
        draw_sheets(str(order_id))
    order = queries.sheet_order(order_id)  # type: ignore[arg-type]
    assert order is not None
    assert order.state is SheetState.FAILED


def test_names_that_cannot_be_printed_are_left_out_and_told(
    world: World, client: Client, no_second_factor: None
) -> None:
    odd = actions.issue_code(compound=world.compound, place="𠮷祥门", by=SETUP, at=NOW)
    order_id = ask(world, scope_id=world.compound.scope_id)
    draw_sheets(str(order_id))
    sign_in(client, world.lin.user)
    page = client.get(f"/registry/codes/sheets/{order_id}/").content.decode()
    assert "听松小区 · 𠮷祥门: 𠮷" in page
    assert "打开 PDF" in page
    single = client.get(f"/registry/codes/{odd.id}/sheet.pdf")
    assert single.status_code == 409
    assert "𠮷" in single.content.decode()


def test_after_a_week_they_are_gone(world: World, client: Client, no_second_factor: None) -> None:
    order_id = ask(world)
    draw_sheets(str(order_id))
    sign_in(client, world.lin.user)
    address = f"/registry/codes/sheets/{order_id}/sheets.pdf"
    fresh = client.get(address)
    assert fresh["Content-Type"] == "application/pdf"
    assert fresh.content.startswith(b"%PDF")
    assert all(b"%PDF" not in path.read_bytes() for path in kept_files())
    assert len(kept_files()) >= 1
    assert actions.discard_expired_sheets(at=NOW + timedelta(days=6)) == 0
    with clock.frozen(NOW + timedelta(minutes=30)):
        SheetJob.objects.update(expires_at=NOW)
        late = client.get(address)
        assert late.status_code == 409
        assert "重新生成" in late.content.decode()
    before = len(kept_files())
    assert actions.discard_expired_sheets(at=NOW + timedelta(days=7)) == 1
    assert len(kept_files()) == before - 1
    assert queries.sheet_order(order_id) is None  # type: ignore[arg-type]


def test_papers_of_this_month_are_not_swept_with_orphaned_photos(world: World) -> None:
    order_id = ask(world)
    draw_sheets(str(order_id))
    files.sweep()
    assert queries.sheets_pdf(order_id, at=NOW).startswith(b"%PDF")  # type: ignore[arg-type]


def test_the_database_refuses_sheets_that_nobody_can_read(world: World) -> None:
    ask(world)
    for broken in (
        {"state": "ready"},
        {"expires_at": NOW},
        {"wrapped_key": b"x"},
        {"state": "failed", "wrapped_key": b"x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SheetJob.objects.update(**broken)
