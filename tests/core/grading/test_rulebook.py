"""What YAML may say, what it may not, and how it is told."""

from datetime import date

import pytest

from mashangban.core.datafiles import DataError
from mashangban.core.grading import (
    RulebookError,
    canonical_text,
    digest,
    json_schema,
    load,
    packaged_rulebook,
    packaged_rulebooks,
)
from tests.gradings import HEAD, group, rulebook

ONE = "tree: {id: x, score: {kind: as_is}}\n"
DATED = """\
parameters:
  best:
    values:
      - {value: 90, valid_from: 2026-01-01, valid_to: 2026-12-31, basis: own}
      - {value: 95, valid_from: 2027-01-01, valid_to: 2027-12-31, basis: own}
tree: {id: x, score: {kind: goalposts, low: 0, high: {parameter: best}}}
"""


def refusal(body: str, *, on: date | None = None, head: str = HEAD) -> str:
    with pytest.raises(RulebookError) as caught:
        rulebook(body, on=on, head=head)
    return str(caught.value)


@pytest.mark.parametrize(
    ("body", "line", "sentence"),
    [
        ("treee: {}\n", 1, '"tree" is missing; write "tree: …"'),
        ("tree: {id: x, scor: {kind: as_is}}\n", 10, 'tree.scor: "scor" is unknown; write "score"'),
        (
            "tree: {id: x, score: {kind: goalpost, low: 0, high: 1}}\n",
            10,
            'kind "goalpost" is unknown; write "kind: goalposts"',
        ),
        (
            "tree: {id: x, score: {kind: goalposts, low: 0, hihg: 1}}\n",
            10,
            '"hihg" is unknown; write "high"; possible here: kind, low, high',
        ),
        (
            "tree: {id: x, score: {kind: goalposts, low: 5, high: 1}}\n",
            10,
            "low must be less than high",
        ),
        (
            "tree: {id: x, direction: up, score: {kind: as_is}}\n",
            10,
            "'up' is not possible; write 'higher' or 'lower'",
        ),
        (
            "tree: {id: x, score: {kind: min_max}, missing: {withheld: {kind: score, scor: 0}}}\n",
            10,
            '"scor" is unknown; write "score"; possible here: kind, score',
        ),
        ("tree: {id: a b, score: {kind: as_is}}\n", 10, "is no identifier"),
        ("tree: {id: x, score: {kind: as_is}, basis: owm}\n", 10, 'write "own"'),
    ],
)
def test_a_mistake_is_shown_with_line_and_remedy(body: str, line: int, sentence: str) -> None:
    told = refusal(body)
    assert sentence in told
    assert f"small.yaml, line {line}, " in told


def test_a_key_in_the_wrong_place_is_an_error_and_not_lost() -> None:
    told = refusal(group("{kind: arithmetic, weight: 2}", "x"))
    assert 'tree.aggregate.weight: "weight" is unknown; possible here: kind.' in told


def test_all_complaints_come_at_once_each_with_its_line() -> None:
    told = refusal(
        "tree:\n  id: all\n  aggregate: {kind: mean}\n  parts:\n    - {id: x, score: {kind: z}}\n"
    ).splitlines()
    assert [line.split(",")[1] for line in told] == [" line 12", " line 14"]


def test_a_key_given_twice_is_refused() -> None:
    with pytest.raises(DataError, match='line 11: "tree" is there twice'):
        rulebook(ONE + ONE)


def test_yes_and_no_are_words_and_numbers_are_numbers() -> None:
    found = rulebook('tree: {id: no, name: "1", weight: 2, score: {kind: as_is}}\n').rulebook.tree
    assert (found.id, found.name, found.weight) == ("no", "1", 2)  # type: ignore[union-attr]


def test_a_text_is_not_taken_for_a_number() -> None:
    assert "weight" in refusal('tree: {id: x, weight: "2", score: {kind: as_is}}\n')


def test_a_part_that_is_no_mapping_is_refused() -> None:
    told = refusal("tree: {id: a, aggregate: {kind: sum}, parts: [5]}\n")
    assert "line 10, tree.parts[0]" in told


@pytest.mark.parametrize("number", [".inf", ".nan"])
def test_infinity_is_no_number_of_a_rulebook(number: str) -> None:
    refusal(f"tree: {{id: x, weight: {number}, score: {{kind: as_is}}}}\n")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (group("{kind: arithmetic}", "x", "x"), '"x" is there twice'),
        (group("{kind: arithmetic}", "x, weight: 0"), "all weights are 0"),
        (group("{kind: ratio}", "x"), "ratio takes two parts, there are 1"),
        (
            group("{kind: arithmetic}", "lift", more="  coverage: {require: [lfit]}\n"),
            'no part of this group is called "lfit"; write "lift"',
        ),
        (
            "tree:\n  id: a\n  aggregate: {kind: sum}\n  parts:\n    - {same_as: a}\n",
            '"a" contains itself',
        ),
        (
            "tree:\n  id: a\n  aggregate: {kind: sum}\n  parts:\n    - {same_as: b}\n",
            'no node is called "b"',
        ),
        (ONE + "order: [denominate, fill, fill]\n", "each once"),
        (ONE + "outcome: {grades: [{id: A}]}\n", "grades and cuts belong together"),
        (
            ONE + "outcome: {grades: [{id: A}], cuts: {kind: bands, at_least: [1]}}\n",
            "1 grades take 0 cuts, there are 1",
        ),
        (
            ONE + "outcome: {grades: [{id: A}, {id: B}], cuts: {kind: bands, at_least: [1]},\n"
            "  corrections: [{id: c, kind: cap_if, cap: C, when: {column: x, below: 1}}]}\n",
            'no grade is called "C"',
        ),
        (
            "tree: {id: a, aggregate: {kind: sum}, parts: [{id: x, direction: lower,\n"
            "  score: {kind: part_of, whole: sum, lower: keep}}]}\n",
            "which only topsis understands",
        ),
    ],
)
def test_references_are_resolved_when_it_is_read(body: str, sentence: str) -> None:
    assert sentence in refusal(body)


def test_defaults_fill_in_what_a_node_does_not_say() -> None:
    body = (
        "defaults: {indicator: {score: {kind: min_max}, direction: lower}}\n"
        "tree: {id: a, aggregate: {kind: sum}, parts: [{id: x}, {id: y, direction: higher}]}\n"
    )
    x, y, _ = rulebook(body).rulebook.nodes()
    assert (x.direction, y.direction, x.score.kind) == ("lower", "higher", "min_max")  # type: ignore[union-attr]


def test_a_mistake_in_defaults_is_shown_where_it_stands() -> None:
    told = refusal(
        "defaults:\n  indicator:\n    score: {kind: mn_max}\ntree:\n  id: x\n  weight: 1\n"
    )
    assert "line 12" in told
    assert 'write "kind: min_max"' in told


def test_a_parameter_has_the_value_of_its_day() -> None:
    early, late = (rulebook(DATED, on=date(year, 6, 30)).rulebook for year in (2026, 2027))
    assert [book.tree.score.high for book in (early, late)] == [90, 95]  # type: ignore[union-attr]
    assert digest(early) != digest(late)


def test_after_its_last_day_a_parameter_is_refused_unless_followed() -> None:
    assert "its last value ended on 2027-12-31" in refusal(DATED, on=date(2028, 1, 1))
    found = load(HEAD + DATED, origin="small.yaml", on=date(2028, 1, 1), expired_ok=True)
    assert found.followed
    assert not rulebook(DATED, on=date(2027, 12, 31)).followed


def test_two_values_on_one_day_are_refused() -> None:
    told = refusal(DATED.replace("2026-12-31", "2027-01-01"))
    assert "two values are in force on 2027-01-01" in told


def test_an_unknown_parameter_is_refused_with_its_line() -> None:
    told = refusal(DATED.replace("{parameter: best}", "{parameter: bets}"))
    assert 'no parameter is called "bets"; there are: best' in told


def test_a_rulebook_is_refused_before_its_first_and_after_its_last_day() -> None:
    ended = HEAD.replace("basis: own\n", "effective_to: 2026-12-31\nbasis: own\n")
    assert "it begins on 2026-01-01" in refusal(ONE, on=date(2025, 12, 31))
    assert "ended on 2026-12-31" in refusal(ONE, on=date(2027, 1, 1), head=ended)
    assert load(ended + ONE, origin="x", on=date(2027, 1, 1), expired_ok=True).followed


def test_identity_does_not_depend_on_how_it_is_written() -> None:
    one = rulebook("tree: {id: x, weight: 1, score: {kind: min_max, to: [0, 100]}}\n")
    other = rulebook("# a remark\ntree:\n  score: {to: [0, 100.0], kind: min_max}\n  id: x\n")
    third = rulebook("tree: {id: x, weight: 2, score: {kind: min_max, to: [0, 100]}}\n")
    assert one.digest == other.digest != third.digest


def test_canonical_text_is_read_again_as_the_same() -> None:
    book = rulebook(DATED).rulebook
    assert type(book).model_validate_json(canonical_text(book)) == book


def test_all_packaged_rulebooks_load() -> None:
    names = packaged_rulebooks()
    assert {"demo_district", "asem", "undp_hdi"} <= set(names)
    digests = {load(packaged_rulebook(name), origin=name).digest for name in names}
    assert len(digests) == len(names)


def test_what_is_invented_says_so() -> None:
    book = load(packaged_rulebook("demo_district"), origin="demo").rulebook
    assert book.status == "illustrative"
    assert book.sources["example"].status == "illustrative"


def test_the_schema_knows_every_kind() -> None:
    text = str(json_schema())
    assert all(kind in text for kind in ("goalposts", "until_well_shaped", "topsis", "quota"))
