"""Links of the system before this one: read, imported, followed."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from mashangban.audit.models import Entry
from mashangban.imports import actions as imports
from mashangban.kit.imports import Outcome, Summary, UnreadableFile
from mashangban.registry import actions, queries
from mashangban.registry.links import LONGEST_KEY, legacy_key
from mashangban.registry.models import Code, LegacyLink
from mashangban.registry.types import WithdrawReason
from tests.apps.registry.conftest import AT, BY, Place

HEADER = "旧链接,小区,街镇,码\n"
MAPPING = "columns: {link: 旧链接, compound: 小区, subdistrict_code: 街镇, token: 码}\n"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("https://old.example.org/q?id=4471", "4471"),
        ("http://old.example.org/wy/scan.do?from=wx&id=4471#top", "4471"),
        ("https://old.example.org/q?ID=4471", "4471"),
        ("https://old.example.org/q?code=A-7&id=4471", "4471"),
        ("https://old.example.org/q?code=A-7", "A-7"),
        ("https://old.example.org/q/4471/", "4471"),
        ("old.example.org/q/4471", "4471"),
        ("/legacy/4471", "4471"),
        ("/legacy/?id=%E6%B2%B3%E8%A5%BF-1", "河西-1"),
        (" 4471 ", "4471"),
        ("https://old.example.org/", ""),
        ("", ""),
        ("?id=", ""),
        ("x" * (LONGEST_KEY + 1), ""),
        ("/legacy/4%00471", ""),
    ],
)
def test_the_part_that_tells_codes_apart_is_found(text: str, key: str) -> None:
    assert legacy_key(text) == key


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=30))
def test_a_key_is_the_same_in_every_form_of_the_link(key: str) -> None:
    for form in ("{}", "/legacy/{}", "/legacy/{}/", "/legacy/?id={}", "http://a.example/b?id={}"):
        assert legacy_key(form.format(key)) == key


def run(folder: Path, *rows: str, mapping: str = MAPPING, **options: Any) -> Summary:
    (folder / "links.csv").write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    (folder / "mapping.yaml").write_text(mapping, "utf-8")
    summary, _ = imports.run(
        kind="legacy-codes",
        path=folder / "links.csv",
        mapping=folder / "mapping.yaml",
        by=BY,
        at=AT,
        **{"skip_refused": True, **options},
    )
    return summary


def test_links_lead_to_the_compounds_own_code_or_to_a_code(place: Place, tmp_path: Path) -> None:
    lane = actions.issue_code(compound=place.compound, place="6 号楼", by=BY, at=AT)
    rows = (
        "http://old.example.org/q?id=1,柳荫新村,,",
        f"http://old.example.org/q?id=2,,,{lane.token}",
    )
    summary = run(tmp_path, *rows)
    assert (summary.created, summary.refused) == (2, 0)
    own = Code.objects.exclude(id=lane.id).get()
    assert (own.compound, own.place) == (place.compound, "")
    assert queries.token_of_legacy("/legacy/1") == own.token
    assert queries.token_of_legacy("/legacy/?id=2") == lane.token
    assert queries.token_of_legacy("/legacy/3") is None
    assert Entry.objects.filter(verb="registry.register_legacy_link").count() == 2
    again = run(tmp_path, *rows)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    moved = run(tmp_path, f"http://old.example.org/q?id=1,,,{lane.token}")
    assert (moved.changed, moved.findings[0].outcome) == (1, Outcome.CHANGED)
    assert queries.token_of_legacy("1") == lane.token
    assert LegacyLink.objects.count() == Code.objects.count() == 2


def test_a_dry_run_issues_nothing(place: Place, tmp_path: Path) -> None:
    summary = run(tmp_path, "http://old.example.org/q?id=1,柳荫新村,,", dry_run=True)
    assert summary.created == 1
    assert not Code.objects.exists()
    assert not LegacyLink.objects.exists()


def test_what_cannot_be_is_refused_row_by_row(place: Place, tmp_path: Path) -> None:
    actions.add_compound(name="柳荫新村", subdistrict=place.east, by=BY, at=AT)
    foreign = "0000-0000-0000-000"
    summary = run(
        tmp_path,
        f"http://old.example.org/,柳荫新村,{place.west.code},",
        "http://old.example.org/q?id=1,柳荫新村,,",
        "http://old.example.org/q?id=2,没有小区,,",
        "http://old.example.org/q?id=3,,,",
        f"http://old.example.org/q?id=4,,,{foreign}",
        f"http://old.example.org/q?id=5,柳荫新村,{place.east.code},",
        f"http://elsewhere.example.org/q?id=5,柳荫新村,{place.west.code},",
    )
    assert (summary.created, summary.refused) == (1, 6)
    refused = [(each.row, each.column) for each in summary.findings]
    assert refused == [
        (2, "旧链接"),
        (3, "小区"),
        (4, "小区"),
        (5, "小区"),
        (6, "码"),
        (8, "key"),
    ]
    with pytest.raises(UnreadableFile, match="token"):
        run(tmp_path, "x,,,", mapping="columns: {link: 旧链接}\n")


def test_old_paper_leads_to_the_page_and_on_to_what_has_replaced_it(
    place: Place, tmp_path: Path, client: Client
) -> None:
    run(tmp_path, "http://old.example.org/q?id=4471,柳荫新村,,")
    code = Code.objects.get()
    for address in ("/legacy/4471", "/legacy/4471/", "/legacy/?id=4471", "/legacy/q/x?id=4471"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, f"/c/{code.token}/")
    new = actions.replace_code(code_id=code.id, reason=WithdrawReason.LOST, by=BY, at=AT)
    page = client.get("/legacy/4471", follow=True)
    assert page.status_code == 410
    assert f"/c/{new.token}/" in page.content.decode()


def test_an_unknown_link_gets_a_plain_page_with_ways_on(db: None, client: Client) -> None:
    for address in ("/legacy/", "/legacy/?id=", "/legacy/none", "/legacy/?id=%20"):
        page = client.get(address)
        assert page.status_code == 404
        text = page.content.decode()
        for words in ("没有找到这个旧码", "962121", "这个码不对", 'name="code"', "noindex"):
            assert words in text


def test_an_import_of_links_is_taken_back(place: Place, tmp_path: Path) -> None:
    (tmp_path / "mapping.yaml").write_text(MAPPING, "utf-8")
    lane = actions.issue_code(compound=place.compound, place="6 号楼", by=BY, at=AT)
    told = {"kind": "legacy-codes", "mapping": tmp_path / "mapping.yaml", "by": BY, "at": AT}
    runs = []
    for row in ("4471,柳荫新村,,", f"4471,,,{lane.token}"):
        (tmp_path / "links.csv").write_text(f"{HEADER}{row}\n", "utf-8")
        runs.append(imports.run(path=tmp_path / "links.csv", **told)[1])
    assert LegacyLink.objects.get().code == lane
    for run_id in reversed(runs):
        assert run_id is not None
        imports.undo_now(run_id=run_id, by=BY, at=AT)
        assert not LegacyLink.objects.filter(code=lane).exists()
    assert not LegacyLink.objects.exists()
