"""Rules of law as dated data: which document says so, and from when to when it is in force."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Generic, TypeVar

from mashangban.core.datafiles import DataError, Section, read_yaml

SOURCE_KEYS = ("document", "article", "status", "valid_from", "valid_to", "remark")


class Status(StrEnum):
    VERIFIED = "verified"  # the text of the article was read
    ILLUSTRATIVE = "illustrative"  # 示例: a reading of ours that nobody has issued


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a rule stands, and its first and last day in force; no last day yet is None."""

    document: str
    article: str
    status: Status
    valid_from: date
    valid_to: date | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedRule:
    """What every rule has. `expired`: it was asked for after its last day, and is only followed."""

    code: str
    name: str  # Chinese, as the document has it
    name_en: str
    source: Source
    expired: bool = False


Kind = TypeVar("Kind", bound=DatedRule)


class Absence(StrEnum):
    UNKNOWN = "unknown"
    NOT_YET = "not_yet"
    EXPIRED = "expired"


class NoRuleInForce(LookupError):
    """No rule of that code is in force on that day.

    The sentence is English; a page shows its own by `absence`, `code` and `on`.
    """

    def __init__(self, sentence: str, *, absence: Absence, code: str, on: date) -> None:
        super().__init__(sentence)
        self.absence = absence
        self.code = code
        self.on = on


@dataclass(frozen=True, slots=True)
class RuleSet(Generic[Kind]):
    """Rules by code and date.

    Raises DataError if there is none, or if two of one code are in force on one day.
    """

    rules: tuple[Kind, ...]

    def __post_init__(self) -> None:
        if not self.rules:
            raise DataError("There is no rule; a rulebook has at least one.")
        for code in self.codes:
            _refuse_overlaps(self._called(code))

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes, each once, in the order of the file."""
        return tuple(dict.fromkeys(rule.code for rule in self.rules))

    def rule_for(self, code: str, *, on: date, expired_ok: bool = False) -> Kind:
        """Return the rule `code` as it is in force on the day `on`.

        With `expired_ok` the last one that ended before will do; it comes marked `expired`: no
        longer in force, followed in practice. Raises NoRuleInForce.
        """
        found = self._called(code)
        if not found:
            raise NoRuleInForce(
                f'No rule is called "{code}"; there are: {", ".join(self.codes)}.',
                absence=Absence.UNKNOWN,
                code=code,
                on=on,
            )
        begun = [rule for rule in found if rule.source.valid_from <= on]
        if not begun:
            raise NoRuleInForce(
                f'Rule "{code}" ({found[0].name}) is not in force on {on}: '
                f"it begins on {found[0].source.valid_from} ({found[0].source.document}).",
                absence=Absence.NOT_YET,
                code=code,
                on=on,
            )
        last = begun[-1]
        if last.source.valid_to is None or on <= last.source.valid_to:
            return last
        if expired_ok:
            return replace(last, expired=True)
        raise NoRuleInForce(
            f'Rule "{code}" ({last.name}) ended on {last.source.valid_to} '
            f"({last.source.document}) and none has followed by {on}. Add the new one to the "
            "rulebook; if the old one is still followed, ask for it as expired.",
            absence=Absence.EXPIRED,
            code=code,
            on=on,
        )

    def _called(self, code: str) -> list[Kind]:
        """Return the rules of `code`, the earliest first."""
        named = (rule for rule in self.rules if rule.code == code)
        return sorted(named, key=lambda rule: rule.source.valid_from)


def read_rules(
    text: str | bytes,
    key: str,
    read: Callable[[dict[object, object], str], Kind],
    *,
    origin: str,
) -> RuleSet[Kind]:
    """Read the list `key` of a rulebook in YAML; `read` takes an item of it, and `origin`.

    `origin` names the file in errors. Raises DataError.
    """
    data = read_yaml(text, origin=origin)
    data.only(key)
    rules = tuple(read(item, origin) for item in data.each(key, dict))
    try:
        return RuleSet(rules)
    except DataError as error:
        raise DataError(f"{origin}: {error}") from None


def read_source(data: Section) -> Source:
    """Read the keys SOURCE_KEYS of a rule; `valid_to` and `remark` may be missing.

    Raises DataError.
    """
    status = data.take("status", str)
    if status not in {known.value for known in Status}:
        raise DataError(f'{data.where}: status "{status}" is none of {", ".join(Status)}.')
    source = Source(
        document=data.take("document", str),
        article=data.take("article", str),
        status=Status(status),
        valid_from=data.take("valid_from", date),
        valid_to=data.maybe("valid_to", date),
        remark=data.maybe("remark", str) or "",
    )
    if source.valid_to is not None and source.valid_to < source.valid_from:
        raise DataError(
            f"{data.where}: valid_to ({source.valid_to}) is before "
            f"valid_from ({source.valid_from})."
        )
    return source


def _refuse_overlaps(rules: Iterable[DatedRule]) -> None:
    """Refuse rules of one code, sorted by their first day, that are in force on one day."""
    for earlier, later in pairwise(rules):
        ended = earlier.source.valid_to
        if ended is None or later.source.valid_from <= ended:
            raise DataError(
                f'Rule "{later.code}" is there twice on {later.source.valid_from}: '
                "end the earlier one (valid_to) the day before."
            )
