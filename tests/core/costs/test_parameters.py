"""The figures of the cost model are dated data, exact, and can be replaced one by one."""

from datetime import date
from fractions import Fraction

import pytest

from mashangban.core.costs import Shifts, packaged_parameters, parse_parameters, tariff
from mashangban.core.datafiles import DataError
from mashangban.core.voting import NoRuleInForce, Status

ON = date(2026, 11, 24)


def legal(**own: str) -> object:
    figures = {code: Fraction(text) for code, text in own.items()}
    return tariff(packaged_parameters(), on=ON, shifts=Shifts.LEGAL_HOURS, own=figures)


def test_every_packaged_figure_is_labelled_an_assumption() -> None:
    rules = packaged_parameters().rules
    assert {rule.source.status for rule in rules} == {Status.ILLUSTRATIVE}
    assert all(rule.unit and rule.name and rule.name_en for rule in rules)


def test_legal_hours_follow_from_the_week() -> None:
    assert legal().persons_round_clock == Fraction(168, 40)
    assert legal().persons_day == Fraction(84, 40)


def test_shifts_choose_their_own_figures() -> None:
    market = tariff(packaged_parameters(), on=ON, shifts=Shifts.MARKET_SHIFTS)
    assert (market.persons_round_clock, market.guard_wage) == (2, 5000)
    assert market.cleaner_wage == legal().cleaner_wage


def test_a_district_replaces_single_figures() -> None:
    assert legal(cleaner_wage="4100.5").cleaner_wage == Fraction(8201, 2)
    # A figure of the other shifts may stand in the same file.
    assert legal(guard_wage_market_shifts="1").guard_wage == 6500


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        ({"cleaner_wages": "1"}, "No cost parameter is called cleaner_wages"),
        ({"area_per_cleaner": "0"}, '"area_per_cleaner" must be more than 0'),
        ({"horizon": "59.5"}, '"horizon" must be a whole number'),
    ],
)
def test_figures_that_cannot_be_are_refused(own: dict[str, str], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        legal(**own)


def test_before_its_first_day_no_figure_is_in_force() -> None:
    with pytest.raises(NoRuleInForce, match="not in force on 2025-12-31"):
        tariff(packaged_parameters(), on=date(2025, 12, 31), shifts=Shifts.LEGAL_HOURS)


@pytest.mark.parametrize("figure", ["-1", "1e3", "4,2", "", "1.1234567"])
def test_a_figure_is_a_plain_decimal(figure: str) -> None:
    text = f"""
    parameters:
      - {{code: a, name: 甲, name_en: a, unit: 元, unit_en: yuan, figure: "{figure}",
          document: d, article: x, status: illustrative, valid_from: 2026-01-01}}
    """
    with pytest.raises(DataError, match="is not a number"):
        parse_parameters(text, origin="p.yaml")


def test_a_file_without_figures_or_with_one_twice_is_refused() -> None:
    with pytest.raises(DataError, match=r"p\.yaml: There is no rule"):
        parse_parameters("parameters: []", origin="p.yaml")
    one = (
        '{code: a, name: 甲, name_en: a, unit: 元, unit_en: yuan, figure: "1", '
        "document: d, article: x, status: illustrative, valid_from: 2026-01-01}"
    )
    with pytest.raises(DataError, match="is there twice"):
        parse_parameters(f"parameters: [{one}, {one}]", origin="p.yaml")
