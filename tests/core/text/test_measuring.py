"""The measure of labelled pairs counts what it says it counts."""

from pathlib import Path

import pytest

from mashangban.core.text import Record, Verdict
from tests.likeness import main, measure, read_pairs

COLUMNS = (
    "id,kind,left_name,left_alias,left_address,right_name,right_alias,right_address,"
    "distance_m,label\n"
)
PAIRS = (
    "1,compound,听松花园,,,上海市听松花园,,,12.5,same\n"
    "2,compound,听松一村,,,听松二村,,,,different\n"
    "3,compound,听松花园,榆荫公寓；望溪新苑,松涛路8弄,望溪新苑,,,,same\n"
    "4,compound,听松花园,,,听松公寓,,,,doubtful\n"
    "5,company,上海听松物业有限公司,,,听松物业,,,,different\n"
    "6,company,上海听松物业管理有限公司,,,上海听松物业服务有限公司,,,,doubtful\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.csv"
    path.write_text(COLUMNS + PAIRS, encoding="utf-8")
    return path


def test_pairs_are_read_as_they_are_written(file: Path) -> None:
    pairs = read_pairs(file)
    assert [pair.distance_m for pair in pairs[:2]] == [12.5, None]
    assert pairs[2].left == Record("听松花园", ("榆荫公寓", "望溪新苑"), "松涛路8弄")


def test_verdicts_are_counted_against_labels(file: Path) -> None:
    found = measure(read_pairs(file))
    assert found.counts == {
        (Verdict.SAME, Verdict.SAME): 2,
        (Verdict.DIFFERENT, Verdict.DIFFERENT): 1,
        (Verdict.DOUBTFUL, Verdict.DIFFERENT): 1,
        (Verdict.DIFFERENT, Verdict.SAME): 1,
        (Verdict.DOUBTFUL, Verdict.DOUBTFUL): 1,
    }
    assert found.precision == pytest.approx(2 / 3)
    assert found.recall == 1
    assert found.asked == pytest.approx(1 / 6)
    assert [pair.id for pair, _ in found.misjudged] == ["4", "5"]


def test_nothing_labelled_is_nothing_wrong() -> None:
    found = measure([])
    assert (found.precision, found.recall, found.asked) == (1, 1, 0)


def test_a_report_is_printed(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(file)
    printed = capsys.readouterr().out
    assert "precision of same 66.7%, recall 100.0%, sent to a person 16.7% of 6" in printed
    assert "5: labelled different, called same (0.95)" in printed
