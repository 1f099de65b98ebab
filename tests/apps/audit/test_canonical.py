from datetime import UTC, datetime, timedelta, timezone

import pytest

from mashangban.audit.canonical import canonical_text, parse
from mashangban.kit.actors import Actor


def text(**changes: object) -> str:
    fields = {
        "by": Actor.person("p1"),
        "at": datetime(2026, 11, 23, 10, 20, tzinfo=timezone(timedelta(hours=8))),
        "verb": "request.accept",
        "subject": ("service_request", "r1"),
        "scope_id": 12,
        "data": {"round": 2, "code": "电梯", "b": {"z": None, "a": [True, "x"]}},
    }
    return canonical_text(**(fields | changes))  # type: ignore[arg-type]


def test_text_has_sorted_keys_no_blanks_and_every_field() -> None:
    assert text() == (
        '{"at":"2026-11-23T02:20:00.000000Z","by":["person","p1"],'
        '"data":{"b":{"a":[true,"x"],"z":null},"code":"电梯","round":2},"scope":12,'
        '"subject":["service_request","r1"],"v":1,"verb":"request.accept"}'
    )


def test_same_fields_in_another_order_or_time_zone_give_the_same_text() -> None:
    assert (
        text(
            at=datetime(2026, 11, 23, 2, 20, tzinfo=UTC),
            data={"b": {"a": [True, "x"], "z": None}, "code": "电梯", "round": 2},
        )
        == text()
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"by": Actor.person("p2")},
        {"by": Actor.resident("p1")},
        {"at": datetime(2026, 11, 23, 2, 20, 0, 1, tzinfo=UTC)},
        {"verb": "request.start"},
        {"subject": ("service_request", "r2")},
        {"scope_id": None},
        {"data": {}},
    ],
)
def test_each_field_is_in_the_text(changes: dict[str, object]) -> None:
    assert text(**changes) != text()


def test_parse_returns_the_fields() -> None:
    assert parse(text())["data"]["code"] == "电梯"


def test_an_instant_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        text(at=datetime(2026, 11, 23, 10, 20))


@pytest.mark.parametrize("data", [{"x": float("nan")}, {"x": float("inf")}])
def test_numbers_that_json_lacks_are_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        text(data=data)


def test_data_that_json_lacks_is_refused() -> None:
    with pytest.raises(TypeError):
        text(data={"at": datetime(2026, 1, 1, tzinfo=UTC)})
