"""The plan as plain data and as sheets."""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from io import StringIO
from typing import Any

from mashangban.core.contiguity.files.planning import Planned, Told
from mashangban.core.contiguity.model import Figure, PlanRule, Shares
from mashangban.core.contiguity.sharing.game import members_of
from mashangban.core.costs import CostParameter, Tariff, packaged_parameters
from mashangban.core.costs.parameters import code_of

FORMULA = ("=", "+", "-", "@", "\t", "\r")
FIGURES = ("today", "joint", "merged")
CENTS = Decimal("0.01")


def plan_document(made: Planned, *, status: str) -> dict[str, Any]:
    """Return everything the plan says, as JSON takes it; fractions are text such as "1/2".

    `nodes` are the names of the nodes of the certificate.
    """
    plan, settings = made.plan, made.settings
    return {
        "format": "mashangban plan 1",
        "on": settings.on.isoformat(),
        "shifts": settings.shifts,
        "seed": settings.seed,
        "status": status,
        "yuan": plan.yuan,
        "bound": plan.bound,
        "horizon_months": int(plan.problem.tariff.horizon),
        "most_compounds": plan.problem.size,
        "most_compounds_asked": plan.problem.asked,
        "certificate_bonus": plan.bonus,
        "nodes": [compound.name for compound in made.sheets.district.compounds],
        "clusters": [cluster_document(told) for told in made.told],
        "prices": [{"name": price.name, "yuan": price.yuan} for price in made.prices],
        "rules": [_rule(rule) for rule in plan.problem.rules.kept.values()],
        "parameters": [
            {
                "code": parameter.code,
                "figure": str(figure),
                "unit": parameter.unit,
                "own": own,
                "document": parameter.source.document,
                "status": parameter.source.status,
            }
            for parameter, figure, own in parameters(made)
        ],
        "uncertain_edges": uncertain_edges(made),
        "unasked": unasked(made),
    }


def cluster_document(told: Told) -> dict[str, Any]:
    """Return what is said about one cluster."""
    cluster = told.cluster
    return {
        "names": list(cluster.names),
        "mode": cluster.mode,
        "yuan": cluster.yuan,
        "gates_closed": cluster.gates_closed,
        "walls": [list(pair) for pair in cluster.walls],
        "merged_fee_fen": told.figures.fee_fen,
        "figures": {name: _figure(getattr(told.figures, name)) for name in FIGURES},
        "shares": None if told.shares is None else _shares(told.shares),
        "chance": asdict(told.chance),
    }


def json_text(document: object) -> str:
    """Return `document` as JSON, the same text for the same document."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def figures_sheet(made: Planned) -> str:
    """Return the three figures of every cluster: a row for each cluster and item."""
    rows: list[Sequence[object]] = []
    for number, told in enumerate(made.told, start=1):
        today, joint, merged = (getattr(told.figures, name) for name in FIGURES)
        for kind in ("running", "income", "once"):
            for item in getattr(joint, kind):
                line = [getattr(each, kind).get(item, 0) for each in (today, joint, merged)]
                rows.append([number, "; ".join(told.cluster.names), f"{kind}: {item}", *line])
        for name in ("cost", "balance", "worth", "gates"):
            line = [getattr(each, name) for each in (today, joint, merged)]
            rows.append([number, "; ".join(told.cluster.names), name, *line])
    return sheet(["cluster", "compounds", "item", *FIGURES], rows)


def shares_sheet(made: Planned) -> str:
    """Return the shares of every compound in a cluster; yuan over the horizon, a month: yuan."""
    rows: list[Sequence[object]] = []
    for number, told in enumerate(made.told, start=1):
        for share in told.shares.shares if told.shares else ():
            months = (share.paid_before, share.paid_after, share.cost_before, share.cost_after)
            rows.append(
                [
                    number,
                    share.name,
                    share.alone,
                    share.share,
                    share.saved,
                    decimal(Fraction(share.fee_before, 100)),
                    decimal(Fraction(share.fee_after, 100)),
                    *(decimal(figure) for figure in months),
                ]
            )
    heading = "cluster name alone share saved fee_before fee_after household_pays_before "
    heading += "household_pays_after household_costs_before household_costs_after"
    return sheet(heading.split(), rows)


def decimal(figure: Fraction | None) -> str:
    """Return `figure` to two decimals, halves up; nothing for None."""
    if figure is None:
        return ""
    exact = Decimal(figure.numerator) / Decimal(figure.denominator)
    return str(exact.quantize(CENTS, ROUND_HALF_UP))


def parameters(made: Planned) -> list[tuple[CostParameter, Fraction, bool]]:
    """Return the parameters of the plan, their figures, and whether the district chose them."""
    settings, tariff = made.settings, made.plan.problem.tariff
    found = []
    for each in fields(Tariff):
        code = code_of(each.name, settings.shifts)
        known = packaged_parameters().rule_for(code, on=settings.on)
        found.append((known, getattr(tariff, each.name), code in settings.costs))
    return found


def uncertain_edges(made: Planned) -> int:
    """Return how many edges were only guessed from positions."""
    return sum(edge.uncertain for edge in made.sheets.district.graph.edges)


def unasked(made: Planned) -> int:
    """Return how many compounds have no survey."""
    return sum(compound.survey is None for compound in made.sheets.district.compounds)


def sheet(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a CSV that spreadsheets read as UTF-8 and in which no cell is a formula."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return "\ufeff" + text.getvalue()  # Excel takes the sheet for UTF-8


def _figure(figure: Figure) -> dict[str, Any]:
    return asdict(figure) | {"cost": figure.cost, "balance": figure.balance}


def _shares(shares: Shares) -> dict[str, Any]:
    names = [share.name for share in shares.shares]
    proof = shares.division.empty_core
    return {
        "cost": shares.cost,
        "stable": shares.division.stable,
        "short": shares.division.short,
        "empty_core": None
        if proof is None
        else {
            "weights": [
                {"names": [names[member] for member in members_of(group)], "weight": str(weight)}
                for group, weight in proof.weights
            ],
            "weighted": str(proof.weighted),
            "whole": proof.whole,
        },
        "shares": [
            {
                name: str(value) if isinstance(value, Fraction) else value
                for name, value in asdict(share).items()
            }
            for share in shares.shares
        ],
        "staff": shares.staff,
    }


def _rule(rule: PlanRule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "name": rule.name,
        "figure": None if rule.figure is None else str(rule.figure),
        "unit": rule.unit,
        "document": rule.source.document,
        "article": rule.source.article,
        "status": rule.source.status,
        "expired": rule.expired,
    }


def _cell(value: object) -> object:
    """Return `value`; text that a spreadsheet would run as a formula is marked as text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
