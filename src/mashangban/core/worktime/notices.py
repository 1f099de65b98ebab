"""The State Council's yearly notices on holidays (国务院办公厅关于…年部分节假日安排的通知)."""

from dataclasses import dataclass
from datetime import date, timedelta

from mashangban.core.datafiles import DataError, Section, read_yaml

ONE_DAY = timedelta(days=1)
SATURDAY = 5
DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days off, `first` to `last` inclusive, and the weekend days worked for them (调休).

    `notice` is the document number of the notice that arranges them.
    """

    name: str
    first: date
    last: date
    notice: str
    working_weekends: tuple[date, ...] = ()

    def days(self) -> tuple[date, ...]:
        """Return the days off."""
        length = (self.last - self.first).days + 1
        return tuple(self.first + number * ONE_DAY for number in range(length))


@dataclass(frozen=True, slots=True)
class YearNotice:
    """One notice: the year it arranges, its title, number and date, and the holidays."""

    year: int
    title: str
    number: str
    issued: date
    holidays: tuple[Holiday, ...]


def parse_notice(text: str | bytes, *, origin: str) -> YearNotice:
    """Read a notice from YAML (docs/reference/worktime.md shows the form).

    `origin` names the file in errors. Raises DataError, also when the days contradict each other.
    """
    data = read_yaml(text, origin=origin)
    data.only("year", "notice", "holidays")
    source = Section.of(data.take("notice", dict), where=f"{origin}, notice")
    source.only("title", "number", "issued")
    number = source.take("number", str)
    notice = YearNotice(
        year=data.take("year", int),
        title=source.take("title", str),
        number=number,
        issued=source.take("issued", date),
        holidays=tuple(
            _holiday(item, notice=number, origin=origin) for item in data.each("holidays", dict)
        ),
    )
    _check(notice, origin=origin)
    return notice


def _holiday(item: dict[object, object], *, notice: str, origin: str) -> Holiday:
    data = Section.of(item, where=f"{origin}, holiday {item.get('name')}")
    data.only("name", "first", "last", "working_weekends")
    return Holiday(
        name=data.take("name", str),
        first=data.take("first", date),
        last=data.take("last", date),
        notice=notice,
        working_weekends=data.each("working_weekends", date),
    )


def _check(notice: YearNotice, *, origin: str) -> None:
    if not notice.holidays:
        raise DataError(f"{origin}: no holidays; every notice arranges some.")
    seen: set[date] = set()
    for holiday in notice.holidays:
        where = f"{origin}, holiday {holiday.name}"
        if holiday.last < holiday.first:
            raise DataError(f"{where}: last ({holiday.last}) is before first ({holiday.first}).")
        for day in holiday.working_weekends:
            if day.weekday() < SATURDAY:
                raise DataError(
                    f"{where}: {day} in working_weekends is neither Saturday nor Sunday."
                )
        for day in (*holiday.days(), *holiday.working_weekends):
            if not _may_arrange(notice.year, day):
                raise DataError(
                    f"{where}: {day} is neither in {notice.year} nor in the December before."
                )
            if day in seen:
                raise DataError(f"{where}: {day} is arranged twice in this notice.")
            seen.add(day)


def _may_arrange(year: int, day: date) -> bool:
    """Say whether the notice of `year` may speak of `day`: New Year's holiday can begin before."""
    return day.year == year or (day.year == year - 1 and day.month == DECEMBER)
