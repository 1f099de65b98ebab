"""An import from upload to undo: by the page step by step, and by a command in one go."""

import uuid
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mashangban.accounts import actions as accounts
from mashangban.accounts.models import Scope, ScopeCover
from mashangban.audit.models import Entry
from mashangban.imports import actions, queries
from mashangban.imports.errors import NotNow
from mashangban.imports.guessing import guess_columns
from mashangban.imports.kinds import kind_named, kinds
from mashangban.imports.models import ImportChange, ImportFile, ImportRun
from mashangban.imports.states import S
from mashangban.kit.errors import NotFound
from mashangban.kit.imports import ChangedSince, StillUsed
from mashangban.registry.actions import change_compounds, issue_code
from mashangban.registry.models import Compound, Region
from tests.world import NOW, SETUP, World

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HEADER = "小区名称,地址,街道代码,建成年份,总户数\n"
ROWS = "望月新村,望月路 8 弄,990101001,1991,420\n栖霞苑,栖霞路 30 弄,990101001,2003,288\n"
SHEET = HEADER + ROWS
MENDED = HEADER + ROWS.replace("420", "421")
BAD = HEADER + ROWS + "青石坊,青石路 1 弄,990101001,20210,96\n"


@pytest.fixture
def bureau(world: World, no_second_factor: None) -> Client:
    client = Client()
    client.force_login(world.lin.user, backend=BACKEND)
    return client


@pytest.fixture
def in_one_go(world: World, tmp_path: Path) -> Callable[[str], uuid.UUID | None]:
    """Import a sheet of compounds as the command does; return the import."""

    def bring(text: str) -> uuid.UUID | None:
        (tmp_path / "sheet.csv").write_text(text, encoding="utf-8")
        (tmp_path / "mapping.yaml").write_text(
            "columns: {name: 小区名称, address: 地址, subdistrict_code: 街道代码,"
            " built_year: 建成年份, households: 总户数}",
            encoding="utf-8",
        )
        _, run_id = actions.run(
            kind="compounds",
            path=tmp_path / "sheet.csv",
            mapping=tmp_path / "mapping.yaml",
            by=SETUP,
            at=NOW,
        )
        return run_id

    return bring


def upload(client: Client, text: str = SHEET, name: str = "小区.csv") -> uuid.UUID:
    """Upload a sheet on the page and let the worker read it; return the import."""
    sheet = SimpleUploadedFile(name, text.encode())
    response = client.post("/imports/new/", {"kind": "compounds", "sheet": sheet})
    assert response.status_code == HTTPStatus.FOUND, response.content.decode()
    run_id = ImportRun.objects.latest("begun_at", "id").pk
    actions.read_columns(run_id=run_id)
    return run_id


def choose(client: Client, run_id: uuid.UUID, **others: str) -> None:
    """Confirm the columns as they were guessed and let the worker check the rows."""
    guessed = queries.run(run_id).mapping["columns"]
    data = {f"column_{name}": column for name, column in guessed.items()}
    response = client.post(f"/imports/{run_id}/choose/", {**data, "crs": "wgs84", **others})
    assert response.status_code == HTTPStatus.FOUND, response.content.decode()
    actions.check(run_id=run_id, at=NOW)


def page(client: Client, run_id: uuid.UUID) -> str:
    return client.get(f"/imports/{run_id}/").content.decode()


def names() -> set[str]:
    return set(Compound.objects.values_list("name", flat=True))


class TestByThePage:
    def test_from_upload_to_undo(self, world: World, bureau: Client) -> None:
        before = names()
        run_id = upload(bureau)
        assert queries.run(run_id).mapping["columns"] == {
            "name": "小区名称",
            "address": "地址",
            "subdistrict_code": "街道代码",
            "built_year": "建成年份",
            "households": "总户数",
        }
        assert "请核对各列的含义" in page(bureau, run_id)
        choose(bureau, run_id)
        assert "导入 2 行" in page(bureau, run_id)
        assert names() == before  # nothing is written before somebody says so
        bureau.post(f"/imports/{run_id}/import/")
        assert "正在导入" in page(bureau, run_id)
        actions.write(run_id=run_id, at=NOW)
        assert names() == before | {"望月新村", "栖霞苑"}
        assert "撤销这次导入" in page(bureau, run_id)
        bureau.post(f"/imports/{run_id}/undo/")
        actions.take_back(run_id=run_id, at=NOW)
        assert names() == before
        assert "已撤销" in page(bureau, run_id)
        verbs = Entry.objects.filter(subject_id=str(run_id)).values_list("verb", flat=True)
        assert list(verbs.order_by("id")) == [
            "imports.upload",
            "imports.start",
            "imports.import",
            "imports.undo",
            "imports.undone",
        ]

    def test_a_refused_row_keeps_the_file_out_until_it_is_mended(
        self, world: World, bureau: Client
    ) -> None:
        run_id = upload(bureau, BAD)
        choose(bureau, run_id)
        shown = page(bureau, run_id)
        assert "20210" in shown
        assert "有不合格的行" in shown
        assert "导入 2 行" not in shown
        report = bureau.get(f"/imports/{run_id}/report.csv").content.decode("utf-8-sig")
        assert "20210" in report
        bureau.post(f"/imports/{run_id}/again/")
        choose(bureau, run_id, skip_refused="on")
        bureau.post(f"/imports/{run_id}/import/")
        actions.write(run_id=run_id, at=NOW)
        assert {"望月新村", "栖霞苑"} <= names()
        assert "青石坊" not in names()

    def test_a_file_that_is_none_fails_with_a_sentence(self, world: World, bureau: Client) -> None:
        run_id = upload(bureau, "\0\1\2", "sheet.pdf")
        found = queries.run(run_id)
        assert found.state == S.FAILED
        assert ".xlsx" in found.problem
        assert found.problem in page(bureau, run_id).replace("&quot;", '"')

    def test_the_columns_must_be_said(self, world: World, bureau: Client) -> None:
        run_id = upload(bureau, "甲,乙\n1,2\n")
        response = bureau.post(f"/imports/{run_id}/choose/", {"column_name": ""})
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "请选择对应的列" in response.content.decode()
        twice = {"column_name": "甲", "column_address": "甲", "crs": "wgs84"}
        response = bureau.post(f"/imports/{run_id}/choose/", twice)
        assert "“甲”被选了两次" in response.content.decode()
        assert queries.run(run_id).state == S.COLUMNS

    def test_a_file_in_another_kind_of_trouble_goes_back_to_the_columns(
        self, world: World, bureau: Client
    ) -> None:
        run_id = upload(bureau, "名称,经度\n望月新村,121.4\n")
        choose(bureau, run_id)
        found = queries.run(run_id)
        assert found.state == S.COLUMNS
        assert "纬度" in found.problem

    def test_the_same_file_again_has_nothing_to_import(self, world: World, bureau: Client) -> None:
        for _ in range(2):
            run_id = upload(bureau)
            choose(bureau, run_id)
            shown = page(bureau, run_id)
            bureau.post(f"/imports/{run_id}/import/")
            actions.write(run_id=run_id, at=NOW)
        assert "底册里都已经有了" in shown
        assert Compound.objects.filter(name="望月新村").count() == 1

    def test_discarding_deletes_the_file(self, world: World, bureau: Client) -> None:
        run_id = upload(bureau)
        bureau.post(f"/imports/{run_id}/discard/")
        assert queries.run(run_id).state == S.DISCARDED
        assert not ImportFile.objects.exists()

    def test_steps_are_taken_once_and_in_order(self, world: World, bureau: Client) -> None:
        run_id = upload(bureau)
        for step in ("import", "again", "undo"):
            response = bureau.post(f"/imports/{run_id}/{step}/")
            assert response.status_code == HTTPStatus.CONFLICT
        choose(bureau, run_id)
        bureau.post(f"/imports/{run_id}/import/")
        actions.write(run_id=run_id, at=NOW)
        actions.write(run_id=run_id, at=NOW)  # a job that came twice
        assert ImportChange.objects.filter(run=run_id).count() == 2
        with pytest.raises(NotNow):
            actions.discard(run_id=run_id, by=world.lin.actor, at=NOW)

    def test_files_are_unreadable_in_the_database_and_gone_with_their_owner(
        self, world: World, bureau: Client
    ) -> None:
        run_id = upload(bureau)
        content = bytes(ImportFile.objects.get().content or b"")
        assert "望月新村".encode() not in content
        accounts.erase_person(person=world.lin.person, by=SETUP, at=NOW)
        choose_again = ImportRun.objects.get(pk=run_id)
        assert choose_again.state == S.COLUMNS
        actions.choose(
            run_id=run_id,
            mapping=choose_again.mapping,
            skip_refused=False,
            by=SETUP,
            at=NOW,
        )
        actions.check(run_id=run_id, at=NOW)
        assert "重新选择" in queries.run(run_id).problem

    def test_an_unknown_import_is_not_there(self, world: World, bureau: Client) -> None:
        with pytest.raises(NotFound):
            queries.run(uuid.uuid4())
        assert bureau.get(f"/imports/{uuid.uuid4()}/").status_code == HTTPStatus.NOT_FOUND

    def test_the_list_shows_what_was_brought_in(self, world: World, bureau: Client) -> None:
        assert "还没有导入过数据" in bureau.get("/imports/").content.decode()
        upload(bureau)
        assert "小区.csv" in bureau.get("/imports/").content.decode()


class TestUndoing:
    def test_what_was_created_goes_with_its_scope(
        self, world: World, in_one_go: Callable[[str], uuid.UUID | None]
    ) -> None:
        scopes, covers = Scope.objects.count(), ScopeCover.objects.count()
        run_id = in_one_go(SHEET)
        assert run_id is not None
        assert actions.undo_now(run_id=run_id, by=SETUP, at=NOW) == 2
        assert (Scope.objects.count(), ScopeCover.objects.count()) == (scopes, covers)
        assert ImportRun.objects.get().state == S.UNDONE

    def test_what_was_changed_is_as_before(
        self, world: World, in_one_go: Callable[[str], uuid.UUID | None]
    ) -> None:
        in_one_go(SHEET)
        run_id = in_one_go(MENDED)
        assert run_id is not None
        assert Compound.objects.get(name="望月新村").households == 421
        assert actions.undo_now(run_id=run_id, by=SETUP, at=NOW) == 1
        assert Compound.objects.get(name="望月新村").households == 420

    def test_not_if_it_was_changed_since(
        self, world: World, in_one_go: Callable[[str], uuid.UUID | None]
    ) -> None:
        run_id = in_one_go(SHEET)
        assert run_id is not None
        compound = Compound.objects.get(name="望月新村")
        change_compounds(changes=[(compound, {"households": 5})], by=SETUP, at=NOW)
        with pytest.raises(ChangedSince, match="望月新村"):
            actions.undo_now(run_id=run_id, by=SETUP, at=NOW)
        assert {"望月新村", "栖霞苑"} <= names()

    def test_not_while_something_depends_on_it(
        self, world: World, bureau: Client, in_one_go: Callable[[str], uuid.UUID | None]
    ) -> None:
        run_id = in_one_go(SHEET)
        assert run_id is not None
        issue_code(compound=Compound.objects.get(name="栖霞苑"), by=SETUP, at=NOW)
        with pytest.raises(StillUsed, match="栖霞苑"):
            actions.undo_now(run_id=run_id, by=SETUP, at=NOW)
        assert {"望月新村", "栖霞苑"} <= names()
        bureau.post(f"/imports/{run_id}/undo/")
        actions.take_back(run_id=run_id, at=NOW)
        shown = page(bureau, run_id)
        assert "栖霞苑" in shown
        assert "撤销这次导入" in shown  # it may be tried again

    def test_not_twice(self, world: World, in_one_go: Callable[[str], uuid.UUID | None]) -> None:
        run_id = in_one_go(SHEET)
        assert run_id is not None
        actions.undo_now(run_id=run_id, by=SETUP, at=NOW)
        with pytest.raises(NotNow):
            actions.undo_now(run_id=run_id, by=SETUP, at=NOW)

    def test_regions_are_undone_too(self, world: World, tmp_path: Path) -> None:
        path = tmp_path / "sheet.csv"
        path.write_text("code,name\n990101001001,松涛三居\n990101001077,新居委会\n", "utf-8")
        _, run_id = actions.run(kind="committees", path=path, by=SETUP, at=NOW)
        assert run_id is not None
        assert Region.objects.get(code="990101001001").name == "松涛三居"
        actions.undo_now(run_id=run_id, by=SETUP, at=NOW)
        assert Region.objects.get(code="990101001001").name == "松涛第三居委会"
        assert not Region.objects.filter(code="990101001077").exists()


def test_what_nobody_went_on_with_is_forgotten(world: World, bureau: Client) -> None:
    run_id = upload(bureau)
    assert actions.forget_old(at=NOW.replace(day=29)) == 0
    assert actions.forget_old(at=NOW.replace(year=2027)) == 1
    assert queries.run(run_id).state == S.DISCARDED
    assert not ImportFile.objects.exists()


@pytest.mark.parametrize("kind", ["subdistricts", "committees", "compounds", "legacy-codes"])
def test_every_field_has_words(kind: str) -> None:
    found = kind_named(kind)
    assert found.fields.keys() == found.required.keys()
    assert all(str(field.label) for field in found.fields.values())


def test_kinds_come_in_the_order_in_which_they_lie_in_each_other() -> None:
    assert [kind.name for kind in kinds()] == [
        "subdistricts",
        "committees",
        "compounds",
        "legacy-codes",
    ]


def test_no_column_is_guessed_twice() -> None:
    guessed = guess_columns(kind_named("compounds"), ("名称", "小区名称", "街镇", "地址"))
    assert guessed == {"name": "名称", "address": "地址", "subdistrict_code": "街镇"}
