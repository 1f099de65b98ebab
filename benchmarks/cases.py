"""What is measured, and the budget each case must keep."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """One request, sent again and again. Budgets are of web and database together."""

    name: str
    method: str
    path: str  # {token} is the demonstration's code
    most_queries: int
    most_milliseconds: float
    signed_in: bool = False


CASES = (
    Case("landing page", "GET", "/c/{token}/", 4, 15),
    Case("report in JSON", "POST", "/c/{token}/report/", 15, 6),
    Case("list of 50", "GET", "/requests/", 10, 15, signed_in=True),
    Case("list of 50, all", "GET", "/requests/?tab=all", 10, 15, signed_in=True),
    Case("compounds of two letters", "GET", "/registry/compounds/?q=ts", 10, 15, signed_in=True),
    Case("map layer of compounds", "GET", "/registry/map/compounds.json", 10, 15, signed_in=True),
)
