"""The printed sheet: what a phone reads off it, what a person does, who may print it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.test import Client

from mashangban.accounts.actions import create_person, create_user, grant
from mashangban.accounts.models import Scope, User
from mashangban.core.identifiers import code_tokens
from mashangban.registry import actions, queries, sheets
from mashangban.registry.errors import Unprintable
from mashangban.registry.models import Code
from mashangban.registry.periods import days
from mashangban.registry.types import (
    CodeTarget,
    FacilityKind,
    ReportPlace,
    SheetLayout,
    WithdrawReason,
)
from tests.apps.registry.conftest import AT, BY, Place
from tests.sign_in import sign_in

ON = AT.date()
SINCE_2025 = days(date(2025, 1, 1))
A4 = (595.3, 841.9)  # points


@pytest.fixture
def code(place: Place) -> Code:
    actions.join_area(area=place.area, compound=place.compound, period=SINCE_2025, by=BY, at=AT)
    actions.sign_contract(
        area=place.area,
        company=place.company,
        period=SINCE_2025,
        duty_phone="021-00000142",
        desk_hours="8:00-20:00",
        by=BY,
        at=AT,
    )
    return actions.issue_code(compound=place.compound, place="6 号楼", by=BY, at=AT)


def place_of(code: Code) -> ReportPlace:
    found = queries.place_of_code(code.token, on=ON)
    assert found is not None
    return found


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def scanned(pdf: bytes) -> list[list[str]]:
    """Return what a phone reads off each page, printed at 150 dpi."""
    with opened(pdf) as document:
        images = [page.render(scale=150 / 72).to_pil() for page in document]
    return [[found.text for found in zxingcpp.read_barcodes(image)] for image in images]


def words(pdf: bytes, page: int = 0) -> str:
    """Return the text of a page without blanks: typst puts some between 字 and figures."""
    with opened(pdf) as document:
        text = document[page].get_textpage().get_text_range()
    return re.sub(r"\s", "", text)


def test_a_phone_reads_the_address_and_a_person_everything_else(code: Code, settings: Any) -> None:
    settings.BASE_URL = "https://wuye.example.gov.cn"
    pdf = sheets.render([place_of(code)], language="zh-hans")
    assert scanned(pdf) == [[f"https://wuye.example.gov.cn/c/{code.token}"]]
    text = words(pdf)
    grouped = code_tokens.grouped(code.token)
    for printed in (
        "柳荫新村",
        "6号楼",
        "河西街道",
        "河西第一居委会",
        grouped,
        f"wuye.example.gov.cn/c/{grouped}",
        "021-00000142",
        "8:00-20:00",
        "本页从不要钱",
    ):
        assert printed in text
    with opened(pdf) as document:
        assert len(document) == 1
        assert document[0].get_size() == pytest.approx(A4, abs=0.2)


def test_it_says_what_one_can_do(code: Code) -> None:
    text = words(sheets.render([place_of(code)], language="zh-hans"))
    for printed in ("不用登录就能", "报修", "查进度", "看物业是谁", "给维修打分"):
        assert printed in text


@pytest.fixture
def places(code: Code, place: Place) -> list[ReportPlace]:
    """A code of each kind, and as many entrances as need a second page of stickers."""
    building = actions.add_building(compound=place.compound, name="6 号楼", by=BY, at=AT)
    for number in range(1, 9):
        actions.add_entrance(building=building, number=f"{number} 号", by=BY, at=AT)
    entrance = building.entrances.get(number="8 号")
    actions.add_facility(
        compound=place.compound,
        entrance=entrance,
        kind=FacilityKind.LIFT,
        name="1 号电梯",
        by=BY,
        at=AT,
    )
    for target in CodeTarget:
        actions.issue_missing_codes(compound_ids=[place.compound.id], target=target, by=BY, at=AT)
    return queries.places_to_print(scope_id=place.compound.scope_id, target=None, on=ON)


def test_every_kind_of_code_on_every_kind_of_paper(
    places: list[ReportPlace], settings: Any
) -> None:
    settings.BASE_URL = "https://wuye.example.gov.cn"
    assert [place.place for place in places] == [
        "",
        "6 号楼",
        *(f"6 号楼 {number} 号" for number in range(1, 9)),
        "1 号电梯 · 6 号楼 8 号",
    ]
    expected = [f"https://wuye.example.gov.cn/c/{place.token}" for place in places]
    for layout, per_page in ((SheetLayout.SHEET, 1), (SheetLayout.STICKERS, 8)):
        pdf = sheets.render(places, language="zh-hans", layout=layout)
        pages = scanned(pdf)
        assert len(pages) == sheets.pages_of(len(places), layout)
        for number, page in enumerate(pages):
            of_page = slice(number * per_page, (number + 1) * per_page)
            assert sorted(page) == sorted(expected[of_page])
            text = words(pdf, number)
            for place in places[of_page]:
                for printed in (
                    "柳荫新村",
                    *place.place.split(" · "),
                    code_tokens.grouped(place.token),
                    "wuye.example.gov.cn",
                    "本页从不要钱",
                    "021-00000142",
                ):
                    assert re.sub(r"\s", "", printed) in text, (layout, number, printed)


def test_stickers_are_a4_and_english_too(places: list[ReportPlace]) -> None:
    pdf = sheets.render(places, language="en", layout=SheetLayout.STICKERS)
    with opened(pdf) as document:
        assert document[0].get_size() == pytest.approx(A4, abs=0.2)
    assert words(pdf).count("neverasksformoney") == 8
    assert sum(map(len, scanned(pdf))) == len(places)


def test_the_longest_names_stay_on_their_sticker(place: Place) -> None:
    long = actions.add_compound(name="泾" * 80, subdistrict=place.west, by=BY, at=AT)
    codes = [actions.issue_code(compound=long, place="层" * 40, by=BY, at=AT) for _ in range(8)]
    pdf = sheets.render(
        [place_of(code) for code in codes], language="zh-hans", layout=SheetLayout.STICKERS
    )
    assert [len(page) for page in scanned(pdf)] == [8]


def test_what_the_font_lacks_is_named_and_not_printed_as_boxes(code: Code, place: Place) -> None:
    odd = actions.add_compound(name="𠮷祥里", subdistrict=place.west, by=BY, at=AT)
    at_the_gate = actions.issue_code(compound=odd, place="东𪚥门", by=BY, at=AT)
    places = [place_of(code), place_of(at_the_gate)]
    good, unprintable = sheets.sort_out(places)
    assert good == [place_of(code)]
    assert unprintable == [("𠮷祥里 · 东𪚥门", "𠮷𪚥")]
    with pytest.raises(Unprintable, match="𠮷祥里"):
        sheets.render(places, language="zh-hans")


def test_an_english_sheet_says_so_too(code: Code) -> None:
    text = words(sheets.render([place_of(code)], language="en"))
    assert "neverasksformoney" in text
    assert "柳荫新村" in text


def test_a_sheet_without_a_duty_line_has_no_empty_box(place: Place) -> None:
    code = actions.issue_code(compound=place.compound, by=BY, at=AT)
    pdf = sheets.render([place_of(code)], language="zh-hans")
    assert "电话" not in words(pdf)
    assert scanned(pdf) == [[f"http://127.0.0.1:8000/c/{code.token}"]]


def test_the_longest_names_stay_on_one_page(place: Place) -> None:
    long = actions.add_compound(name="泾" * 80, subdistrict=place.west, by=BY, at=AT)
    code = actions.issue_code(compound=long, place="层" * 40, by=BY, at=AT)
    pdf = sheets.render([place_of(code)], language="zh-hans")
    assert len(scanned(pdf)) == 1
    assert "泾" * 80 in words(pdf)


def test_what_people_typed_is_no_markup(place: Place) -> None:
    name = '#set page(width: 1cm) *"\\ $x$'
    odd = actions.add_compound(name=name, subdistrict=place.west, by=BY, at=AT)
    code = actions.issue_code(compound=odd, by=BY, at=AT)
    assert re.sub(r"\s", "", name) in words(sheets.render([place_of(code)], language="en"))


def test_many_codes_give_many_pages_and_the_same_bytes_again(place: Place) -> None:
    codes = [actions.issue_code(compound=place.compound, by=BY, at=AT) for _ in range(3)]
    places = [place_of(code) for code in codes]
    pdf = sheets.render(places, language="zh-hans")
    assert scanned(pdf) == [[f"http://127.0.0.1:8000/c/{code.token}"] for code in codes]
    assert sheets.render(places, language="zh-hans") == pdf


@pytest.fixture
def user(db: None) -> User:
    return create_user(
        username="lin",
        password="bademi-kufasa-nilumo",
        person=create_person(by=BY, at=AT),
        by=BY,
        at=AT,
    )


def give(user: User, role: str, scope: Scope) -> None:
    grant(person=user.person, role=role, scope=scope, period=SINCE_2025, by=BY, at=AT)


def test_whoever_may_print_gets_the_sheet(client: Client, code: Code, user: User) -> None:
    give(user, "bureau", Scope.objects.get(kind="district"))
    sign_in(client, user)
    response = client.get(f"/registry/codes/{code.id}/sheet.pdf")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    assert scanned(response.content) == [[f"http://127.0.0.1:8000/c/{code.token}"]]
    sticker = client.get(f"/registry/codes/{code.id}/sticker.pdf")
    assert scanned(sticker.content) == [[f"http://127.0.0.1:8000/c/{code.token}"]]


def test_strangers_learn_nothing(client: Client, code: Code, user: User, place: Place) -> None:
    sheet = f"/registry/codes/{code.id}/sheet.pdf"
    guest = client.get(sheet)
    assert guest.status_code == 302
    assert guest["Location"].startswith("/accounts/login/")
    sign_in(client, user)
    assert client.get(sheet).status_code == 404
    give(user, "company_head_office", place.rival.scope)
    give(user, "assessor", place.district.scope)  # sees compounds, may not print
    assert client.get(sheet).status_code == 404
    missing = "/registry/codes/019cac0f-2680-7785-b8e1-fd7270301428/sheet.pdf"
    assert client.get(missing).status_code == 404


def test_a_withdrawn_code_is_not_printed_again(client: Client, code: Code, user: User) -> None:
    give(user, "bureau", Scope.objects.get(kind="district"))
    actions.withdraw_code(code_id=code.id, reason=WithdrawReason.OTHER, by=BY, at=AT)
    sign_in(client, user)
    response = client.get(f"/registry/codes/{code.id}/sheet.pdf")
    assert response.status_code == 409
