"""Refusals: what answer they are, and that each says something to the person refused."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

import mashangban
from mashangban.kit.errors import BadInput, NotFound, Refusal

HAN = re.compile(r"[\u4e00-\u9fff]")


def test_a_refusal_is_a_conflict_with_a_sentence() -> None:
    refusal = Refusal("Somebody was quicker.")
    assert (refusal.status, refusal.sentence) == (409, "Somebody was quicker.")
    assert str(refusal) == "Somebody was quicker."


def test_the_sentence_is_in_the_language_of_whoever_reads_it() -> None:
    refusal = Refusal(gettext_lazy("This page does not exist."))
    with translation.override("en"):
        assert str(refusal.sentence) == "This page does not exist."
    with translation.override("zh-hans"):
        assert str(refusal.sentence) == "没有这个页面。"


def test_what_is_not_there_and_what_is_not_for_you_are_one_answer() -> None:
    # It takes no argument, so nothing can make the two differ.
    with pytest.raises(TypeError):
        NotFound("You may not see this.")  # type: ignore[call-arg]
    assert NotFound().status == 404


@pytest.mark.parametrize("field", ["", "phone"])
def test_bad_input_names_its_field(field: str) -> None:
    refusal = BadInput("Please check the number.", field=field)
    assert (refusal.status, refusal.field) == (400, field)


def refusals() -> Iterator[type[Refusal]]:
    """Yield every refusal of ours that says the same to everybody."""
    package = Path(mashangban.__file__).parent
    for path in sorted(package.glob("*/errors.py")):
        importlib.import_module(f"mashangban.{path.parent.name}.errors")
    waiting = [Refusal]
    while waiting:
        below = waiting.pop().__subclasses__()
        waiting += below
        for kind in below:
            if kind.__module__.startswith("mashangban.") and _takes_nothing(kind):
                yield kind


def _takes_nothing(kind: type[Refusal]) -> bool:
    try:
        kind()  # type: ignore[call-arg]
    except TypeError:
        return False
    return True


def test_every_refusal_is_a_sentence_in_both_languages() -> None:
    found = list(refusals())
    assert len(found) > 15
    for kind in found:
        with translation.override("en"):
            english = str(kind().sentence)  # type: ignore[call-arg]
        with translation.override("zh-hans"):
            chinese = str(kind().sentence)  # type: ignore[call-arg]
        assert 400 <= kind.status < 600, kind
        assert english[0].isupper(), kind
        assert english.endswith("."), kind
        assert HAN.search(chinese), kind
        assert chinese.endswith("。"), kind
