"""The log: one line each, with ids, types and places, without what somebody wrote."""

import logging
from datetime import datetime

import pytest
import structlog

from mashangban.kit.failures import describe, places
from mashangban.kit.phones import canonical_phone
from tests.logged import Logged

SECRET = "13900717171x"  # not a number, so that ours chokes on it


def choke() -> None:
    """Fail in code of ours, called from code of ours, over something personal."""
    try:
        canonical_phone(SECRET)
    except ValueError as error:
        raise RuntimeError(f"cannot call {SECRET}") from error


def fall_over() -> None:
    """Fail outside of our code."""
    raise LookupError(SECRET)


def failure(fail: object) -> BaseException:
    assert callable(fail)
    with pytest.raises(Exception) as caught:
        fail()
    return caught.value


class TestPlaces:
    def test_our_own_places_are_kept_the_innermost_last(self) -> None:
        error = failure(lambda: canonical_phone(SECRET))
        (*_, last) = places(error)
        assert last.startswith("kit.phones.canonical_phone, line ")
        assert describe(error) == f"{type(error).__name__} in {last}"

    def test_what_is_not_ours_at_all_is_told_by_the_place_it_was_raised(self) -> None:
        (place,) = places(failure(fall_over))
        assert place.startswith("tests.apps.kit.test_logs.fall_over, line ")

    def test_what_was_never_raised_has_no_place(self) -> None:
        assert places(LookupError(SECRET)) == []
        assert describe(LookupError(SECRET)) == "LookupError"

    def test_no_message_is_kept(self) -> None:
        for error in (failure(choke), failure(fall_over)):
            assert SECRET not in describe(error)
            assert SECRET not in "".join(places(error))


def test_a_line_says_when_who_how_bad_and_what(logged: Logged) -> None:
    structlog.get_logger("mashangban.files").warning("photo not stored", photo="7", note="楼道")
    (line,) = logged.lines
    assert datetime.fromisoformat(line.pop("timestamp")).tzinfo is not None
    assert line == {
        "logger": "mashangban.files",
        "level": "warning",
        "event": "photo not stored",
        "photo": "7",
        "note": "楼道",
    }


def test_lines_of_libraries_look_the_same(logged: Logged) -> None:
    logging.getLogger("PIL.Image").warning("%s bytes too many", 3)
    (line,) = logged.lines
    assert (line["logger"], line["level"], line["event"]) == (
        "PIL.Image",
        "warning",
        "3 bytes too many",
    )


def test_every_line_of_a_request_bears_its_id(logged: Logged) -> None:
    with structlog.contextvars.bound_contextvars(request_id="abc"):
        structlog.get_logger("mashangban.files").info("ours")
        logging.getLogger("library").info("theirs")
    structlog.get_logger("mashangban.files").info("after")
    assert [line.get("request_id") for line in logged.lines] == ["abc", "abc", None]


@pytest.mark.parametrize("logged", [False, True], indirect=True)
@pytest.mark.parametrize("name", ["mashangban.files", "procrastinate.worker", "library"])
@pytest.mark.parametrize("how", ["present", "instance", "triple"])
def test_an_exception_is_its_type_and_places(logged: Logged, name: str, how: str) -> None:
    log = structlog.get_logger(name) if name.startswith("mashangban.") else logging.getLogger(name)
    try:
        choke()
    except RuntimeError as error:
        exc_info = {
            "present": True,
            "instance": error,
            "triple": (type(error), error, error.__traceback__),
        }[how]
        log.error("it broke", exc_info=exc_info)
    assert "it broke" in logged.text
    assert "RuntimeError" in logged.text
    assert "choke, line" in logged.text
    assert SECRET not in logged.text  # neither of it nor of what caused it
    assert "Traceback" not in logged.text
    assert len(logged.text.splitlines()) == 1


@pytest.mark.parametrize("exc_info", [None, False, (None, None, None), True])
def test_a_line_without_an_exception_has_neither(logged: Logged, exc_info: object) -> None:
    structlog.get_logger("mashangban.files").error("it broke", exc_info=exc_info)
    logging.getLogger("library").error("it broke", exc_info=exc_info)  # type: ignore[arg-type]
    for line in logged.lines:
        assert not {"error", "places", "exc_info"} & line.keys()


@pytest.mark.parametrize("name", ["django.request", "django.security.csrf"])
def test_lines_that_hold_paths_are_not_written(logged: Logged, name: str) -> None:
    logging.getLogger(name).error("Internal Server Error: %s", "/f/secret/")
    assert logged.text == ""


def test_other_warnings_about_security_are_written(logged: Logged) -> None:
    logging.getLogger("django.security.DisallowedHost").error("Invalid HTTP_HOST header")
    assert logged.lines[0]["event"] == "Invalid HTTP_HOST header"


def test_a_worker_s_daily_business_is_not_written(logged: Logged) -> None:
    logging.getLogger("procrastinate.worker").info("Starting job")
    logging.getLogger("procrastinate.worker").error("Job ended with status: Error")
    assert [line["event"] for line in logged.lines] == ["Job ended with status: Error"]
