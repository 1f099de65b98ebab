"""The categories and time limits that ship with the program, read from reviewed data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

from mashangban.core.worktime import Basis
from mashangban.registry.types import FacilityKind
from mashangban.service_requests.types import Purpose, RuleStatus, Severity


@dataclass(frozen=True, slots=True)
class ShippedLimit:
    """How long a category may take for one purpose."""

    purpose: Purpose
    basis: Basis
    minutes: int


@dataclass(frozen=True, slots=True)
class ShippedCategory:
    """One tile of the report page and its limits."""

    code: str
    name: str
    name_en: str
    icon: str
    severity: Severity
    limits: tuple[ShippedLimit, ...]


@dataclass(frozen=True, slots=True)
class ShippedRules:
    """All categories with the document that their limits come from.

    `facilities` names the category that fits a facility of each kind.
    """

    document: str
    status: RuleStatus
    valid_from: date
    categories: tuple[ShippedCategory, ...]
    facilities: Mapping[FacilityKind, str]


WRONG_CODE: Final = "wrong_code"  # the category of reports that a code looks wrong


@cache
def shipped_rules() -> ShippedRules:
    """Return the rules of `data/rules.yaml`; raises KeyError or ValueError for a malformed file."""
    text = resources.files(__package__).joinpath("data/rules.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    answer = _limit(Purpose.ANSWER, data["answer"])
    return ShippedRules(
        document=data["document"],
        status=RuleStatus(data["status"]),
        valid_from=data["valid_from"],
        categories=tuple(
            ShippedCategory(
                code=row["code"],
                name=row["name"],
                name_en=row["name_en"],
                icon=row["icon"],
                severity=Severity(row["severity"]),
                limits=(_limit(Purpose.RESOLUTION, row), answer),
            )
            for row in data["categories"]
        ),
        facilities={FacilityKind(kind): code for kind, code in data["facilities"].items()},
    )


def _limit(purpose: Purpose, row: dict[str, Any]) -> ShippedLimit:
    return ShippedLimit(purpose, Basis(row["basis"]), int(row["minutes"]))
