"""Masks, and the one form of telephone numbers that they and the look-up start from."""

import pytest

from mashangban.kit.masks import mask_email, mask_name, mask_phone
from mashangban.kit.phones import canonical_phone


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800000142", "138****0142"),
        ("02162345678", "021****5678"),
        ("057112345678", "057****5678"),
        ("+442071234567", "+44****4567"),
        ("62345678", "62****78"),
        ("9621210", "96****10"),
        ("962121", "****"),
        ("", "****"),
    ],
)
def test_a_phone_keeps_its_ends(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [("王小明", "王**"), ("王芳", "王**"), ("欧阳修", "欧**"), ("Jane Doe", "J**"), ("", "**")],
)
def test_a_name_keeps_its_first_character(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("email", "shown"),
    [
        ("wang.xm@example.com", "w***@example.com"),
        ("a@b@example.com", "a***@example.com"),
        ("not an address", "***"),
        ("", "***"),
    ],
)
def test_an_email_keeps_its_first_letter_and_provider(email: str, shown: str) -> None:
    assert mask_email(email) == shown


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("13800000142", "13800000142"),
        (" 138 0000 0142 ", "13800000142"),
        ("138-0000-0142", "13800000142"),
        ("138—0000—0142", "13800000142"),
        ("１３８０００００１４２", "13800000142"),
        ("138\u200b0000\u00a00142", "13800000142"),
        ("+86 138 0000 0142", "13800000142"),
        ("＋８６１３８０００００１４２", "13800000142"),
        ("0086-138-0000-0142", "13800000142"),
        ("8613800000142", "13800000142"),
        ("021-6234 5678", "02162345678"),
        ("(021) 62345678", "02162345678"),
        ("+86 21 6234 5678", "02162345678"),
        ("+86 021 6234 5678", "02162345678"),
        ("+86 755 1234 5678", "075512345678"),
        ("62345678", "62345678"),
        ("400-820-0000", "4008200000"),
        ("+44 20 7123 4567", "+442071234567"),
        ("0044 20 7123 4567", "+442071234567"),
    ],
)
def test_a_phone_has_one_form_however_it_is_typed(typed: str, canonical: str) -> None:
    assert canonical_phone(typed) == canonical
    assert canonical_phone(canonical) == canonical


@pytest.mark.parametrize(
    "typed", ["", "12345", "call me", "138000001421380000", "138 0000 0142 / 139 0000 0143", "1+38"]
)
def test_what_is_no_phone_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="not a telephone number"):
        canonical_phone(typed)
