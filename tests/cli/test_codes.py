"""`mashangban issue-codes`: a sheet a code, and what is refused before any is issued."""

from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from click.testing import CliRunner

from mashangban.cli.main import cli
from mashangban.registry import actions as registry
from mashangban.registry import sheets
from mashangban.registry.models import Code, Region
from tests.cli.conftest import Run
from tests.world import NOW, SETUP, World

pytestmark = pytest.mark.django_db


def scanned(pdf: Path) -> list[str]:
    """Return what a phone reads off each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.render(scale=150 / 72).to_pil() for page in document]
    finally:
        document.close()
    return [found.text for page in pages for found in zxingcpp.read_barcodes(page)]


def issued_since(world: World) -> list[Code]:
    known = (world.code.pk, world.other_code.pk)
    return list(Code.objects.exclude(pk__in=known).order_by("pk"))


def test_one_compound(world: World, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "sheet.pdf"
    result = run("issue-codes", "--compound", "听松小区", "--place", "6 号楼", "--out", out)
    assert result.exit_code == 0, result.output
    assert result.output == f"1 code issued, to print: {out}\n"
    (code,) = issued_since(world)
    assert (code.compound, code.place) == (world.compound, "6 号楼")
    assert scanned(out) == [f"http://127.0.0.1:8000/c/{code.token}"]


def test_a_whole_subdistrict(world: World, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "sheets.pdf"
    result = run("issue-codes", "--subdistrict", "990101001", "--out", out)
    assert result.exit_code == 0, result.output
    tokens = {f"http://127.0.0.1:8000/c/{code.token}" for code in issued_since(world)}
    assert len(tokens) == 2
    assert set(scanned(out)) == tokens


@pytest.fixture
def namesake(world: World) -> None:
    """Another 听松小区, in another subdistrict."""
    registry.add_region(code="990101002", name="石桥街道", by=SETUP, at=NOW)
    registry.add_compound(
        name="听松小区",
        subdistrict=Region.objects.get(code="990101002"),
        address="石桥路 1 号",
        by=SETUP,
        at=NOW,
    )


def test_a_name_that_two_compounds_bear_is_asked_about(
    world: World, namesake: None, run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "sheet.pdf"
    refused = run("issue-codes", "--compound", "听松小区", "--out", out)
    assert refused.exit_code == 1
    for said in ("2 compounds are called 听松小区", "--subdistrict", "990101002", "石桥路 1 号"):
        assert said in refused.output
    assert not issued_since(world)
    done = run("issue-codes", "--compound", "听松小区", "--subdistrict", "990101002", "--out", out)
    assert done.exit_code == 0, done.output
    assert [code.compound.subdistrict_id for code in issued_since(world)] == ["990101002"]


def test_without_sheets_there_are_no_codes(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise ZeroDivisionError

    monkeypatch.setattr(sheets, "render", fail)
    out = tmp_path / "sheet.pdf"
    broken = CliRunner().invoke(cli, ["issue-codes", "--compound", "听松小区", "--out", str(out)])
    assert isinstance(broken.exception, ZeroDivisionError)
    assert not issued_since(world)
    assert not out.exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "Say for what: --compound NAME or --subdistrict CODE."),
        (["--compound", "没有小区"], "No compound fits; look at the name or the code again."),
        (["--subdistrict", "990101999"], "No compound fits; look at the name or the code again."),
        (["--compound", "听松小区", "--out", "/no/such/folder/x.pdf"], "There is no folder"),
        (["--compound", "听松小区", "--out", "/"], "is a directory"),
    ],
)
def test_a_refusal_is_a_sentence(world: World, run: Run, words: list[str], sentence: str) -> None:
    result = run("issue-codes", *words)
    assert result.exit_code != 0
    assert sentence in result.output
    assert not issued_since(world)
