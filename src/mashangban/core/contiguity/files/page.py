"""The plan as one page: a drawn map, three figures and shares of each cluster, rules, sources.

It needs no other file and asks no other host for anything; Chinese first, English beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from mashangban.core.contiguity.files.documents import (
    FIGURES,
    decimal,
    parameters,
    unasked,
    uncertain_edges,
)
from mashangban.core.contiguity.files.drawing import COLOURS, drawing
from mashangban.core.contiguity.files.planning import Planned, Told
from mashangban.core.contiguity.model import Code, Shares
from mashangban.core.datafiles import read_yaml

TEMPLATE = "page.html"
RUNNING = ["guards", "cleaners", "fitters", "managers", "desks", "green", "material", "overhead"]
INCOME = ["fees", "parking", "common", "incentive"]


def page(made: Planned, *, status: str) -> str:
    """Return the page as HTML; `status` is what the check of the certificate said."""
    template = files(__package__).joinpath(TEMPLATE).read_text("utf-8")
    plan = made.plan
    summary = {
        "made_on": made.settings.on.isoformat(),
        "worth": _yuan(plan.yuan),
        "bound": _yuan(plan.bound),
        "horizon": str(plan.problem.tariff.horizon),
        "clusters": str(len(made.told)),
        "in_clusters": _of(
            sum(len(told.cluster.names) for told in made.told), made.sheets.district.compounds
        ),
        "size": str(plan.problem.size),
        "uncertain_edges": _of(uncertain_edges(made), made.sheets.district.graph.edges),
        "unasked": _of(unasked(made), made.sheets.district.compounds),
    }
    return Template(template).substitute(
        title=_both("title"),
        plain_title=_chinese("title"),
        status=_both(status),
        status_class=status,
        summary="".join(f"<dt>{_both(key)}</dt><dd>{text}</dd>" for key, text in summary.items()),
        check=_both("check"),
        map_heading=_both("map"),
        map_note=_both("map_note"),
        drawing=drawing(made),
        clusters="\n".join(_cluster(number, told, made) for number, told in enumerate(made.told)),
        rules_heading=_both("rules"),
        rules=_rules(made),
        parameters_heading=_both("parameters"),
        parameters=_parameters(made),
    )


def _cluster(number: int, told: Told, made: Planned) -> str:
    cluster = told.cluster
    colour = COLOURS[number % len(COLOURS)]
    names = "、".join(escape(name) for name in cluster.names)
    facts = [f"{_both('figure_worth')}: <b>{_yuan(cluster.yuan)}</b>"]
    if cluster.walls:
        walls = "、".join(escape(" – ".join(pair)) for pair in cluster.walls)
        facts.append(f"{_both('walls')}: {walls}; {_both('gates_closed')}: {cluster.gates_closed}")
    chance = told.chance
    odds = ", ".join(
        f"{_both(name)} {round(100 * getattr(chance, name) / chance.trials)} %"
        for name in ("passes", "pays", "both")
    )
    facts.append(f"{_both('chance')}: {odds}")
    return (
        f'<details{" open" if number < OPEN else ""} id="c{number + 1}"><summary>'
        f'<span class="dot" style="background:{colour}">{number + 1}</span> '
        f"<b>{_both(cluster.mode)}</b> {names}</summary>"
        + "".join(f"<p>{fact}</p>" for fact in facts)
        + _three(told, made)
        + (f"<p>{_both('too_many')}</p>" if told.shares is None else _shares(told.shares))
        + "</details>"
    )


OPEN = 12  # clusters whose sections are unfolded at first


def _three(told: Told, made: Planned) -> str:
    three = [getattr(told.figures, name) for name in FIGURES]
    area = sum(
        int(made.sheets.district.compounds[made.sheets.district.place(name)].area * 100)
        for name in told.cluster.names
    )
    rows = [
        *((item, [_yuan(each.running[item]) for each in three]) for item in RUNNING),
        ("cost", [f"<b>{_yuan(each.cost)}</b>" for each in three]),
        (
            "per_m2",
            [decimal(Fraction(each.cost * 100, 12 * area) if area else None) for each in three],
        ),
        *((item, [_yuan(each.income[item]) for each in three]) for item in INCOME),
        ("balance", [f"<b>{_yuan(each.balance)}</b>" for each in three]),
        ("gates", [str(each.gates) for each in three]),
        ("once", [_yuan(sum(each.once.values())) for each in three]),
        ("figure_worth", [_yuan(each.worth) for each in three]),
        ("lawful", [_both("yes" if each.lawful else "no") for each in three]),
    ]
    heading = ["", _both("today"), _both("joint"), _both("merged_figure")]
    return _table(_both("three"), heading, ([_both(key), *cells] for key, cells in rows))


def _shares(shares: Shares) -> str:
    heading = [_both("name"), _both("alone"), _both("share"), _both("saved")]
    heading += [_both(key) for key in ("fee", "paid", "household_cost")]
    rows = [
        [
            escape(share.name),
            _yuan(share.alone),
            _yuan(share.share),
            _yuan(share.saved),
            _change(Fraction(share.fee_before, 100), Fraction(share.fee_after, 100)),
            _change(share.paid_before, share.paid_after),
            _change(share.cost_before, share.cost_after),
        ]
        for share in shares.shares
    ]
    if shares.division.empty_core is not None:
        verdict = _both("empty")
    elif shares.division.stable:
        verdict = _both("stable")
    else:
        verdict = f"{_both('rounding')}: {shares.division.short}"
    return _table(_both("shares"), heading, rows) + f"<p>{verdict}</p>"


def _rules(made: Planned) -> str:
    prices = made.price_of
    rows = []
    for code, rule in made.plan.problem.rules.kept.items():
        status = _both("expired") if rule.expired else _both(rule.source.status)
        figure = (
            ""
            if rule.figure is None
            else f"{_plain(rule.figure)} {_words_of(rule.unit, rule.unit_en)}"
        )
        if code is Code.MOST_COMPOUNDS:
            figure += " (+1)"  # what its price is for
        source = escape(f"{rule.source.document} {rule.source.article}")
        name = _words_of(rule.name, rule.name_en)
        rows.append([name, figure, source, status, _price(prices, code)])
    for price in made.prices:
        if price.name not in made.plan.problem.rules.kept:
            rows.append([escape(price.name), "", _both("wish"), "", _price(prices, price.name)])
    heading = [_both(key) for key in ("rule", "figure", "source", "status", "price")]
    return _table(_both("rules"), heading, rows)


def _price(prices: Mapping[str, int | None], name: str) -> str:
    if name not in prices:
        return "–"
    price = prices[name]
    return _both("unknown") if price is None else _yuan(price)


def _parameters(made: Planned) -> str:
    rows = [
        [
            _words_of(known.name, known.name_en),
            _plain(figure),
            _words_of(known.unit, known.unit_en),
            _both("own") if own else escape(known.source.document),
            "" if own else _both(known.source.status),
        ]
        for known, figure, own in parameters(made)
    ]
    heading = [_both(key) for key in ("parameter", "figure", "unit", "source", "status")]
    return _table(_both("parameters"), heading, rows)


def _table(caption: str, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{cell}</th>' for cell in heading)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    return (
        f'<div class="wide" tabindex="0"><table><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _change(before: Fraction | None, after: Fraction | None) -> str:
    return f"{decimal(before)} → {decimal(after)}"


def _plain(figure: Fraction) -> str:
    """Return a figure as it was written: whole, or with its decimals."""
    return str(figure) if figure.denominator == 1 else f"{float(figure):.10g}"


def _yuan(yuan: int) -> str:
    return f"{yuan:,}"


def _of(count: int, things: Sequence[object]) -> str:
    return f"{count} / {len(things)}"


@cache
def _words() -> Mapping[str, tuple[str, str]]:
    entry = files(__package__).joinpath("words.yaml")
    data = read_yaml(entry.read_text("utf-8"), origin=entry.name)
    pairs = {str(key): data.each(str(key), str) for key in data.values}
    return {key: (chinese, english) for key, (chinese, english) in pairs.items()}


def _chinese(key: str) -> str:
    return escape(_words()[key][0])


def _both(key: str) -> str:
    return _words_of(*_words()[key])


def _words_of(chinese: str, english: str) -> str:
    if not english or chinese == english:
        return escape(chinese)
    return f'{escape(chinese)}<span lang="en">{escape(english)}</span>'
