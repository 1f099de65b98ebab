"""Recompute a published evaluation from its published inputs: Python 3.11 and nothing else.

    python verify_grade.py DIRECTORY

The directory is what `mashangban grade` wrote. What follows from rulebook.json, data.csv,
weights.csv, events.csv and manifest.json is compared with scores.csv and grades.csv. Says "equal",
or where not, and then ends with 1; with 2 where a rulebook uses what this file does not know. Of
an indicator whose values are treated (outliers, logarithms) those in steps.csv are taken, aloud.
"""

import csv
import json
import math
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

Rule = dict[str, Any]
Row = dict[str, str]
Column = list[float]
Node = tuple[Column, list[bool], list[bool]]  # scores; voids its group; counts as there
Published = dict[tuple[str, str], Any]  # treated values by unit and leaf, weights by group and part
Case = tuple[Rule, list[Row], Published]  # rulebook, data, what is published
CLOSE = 1e-9


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def known(value: float) -> bool:
    return not math.isnan(value)


def cell(text: str, states: Row) -> tuple[float, str]:
    """Return the number in a cell and its state; "" if it holds a number."""
    if text in states:
        return math.nan, states[text]
    answers = {"yes": 1, "true": 1, "是": 1, "no": 0, "false": 0, "否": 0}  # verbatim: cells
    return float(answers.get(text.lower(), text)), ""


def read(leaf: Rule, row: Row, states: Row) -> tuple[float, str]:
    rule, of, least = leaf["score"], leaf["denominator"], leaf["minimum"]
    if rule["kind"] == "deductions":
        found = [(item, *cell(row[item["column"]], states)) for item in rule["items"]]
        state = next((why for _, _, why in found if why), "")
        total = sum(min(n * own["points"], own["at_most"] or math.inf) for own, n, _ in found)
    else:
        total, state = cell(row[leaf["column"] or leaf["id"]], states)
        if rule["kind"] == "yes_no" and total == 1 and rule["document"]:
            total = 1 if row[rule["document"]] else 2
    if of and not state:
        state = cell(row[of["column"]], states)[1]
    if least and not state and float(row[least["column"]] or -1) < least["at_least"]:
        state = "below_minimum"
    return math.nan if state else total, state


def filled(x: Column, policies: list[Rule], rows: list[Row]) -> Column:
    result = [policy.get("value", v) for policy, v in zip(policies, x, strict=True)]
    for place, policy in enumerate(policies):
        if policy["kind"] == "fill":
            if policy["by"] != "mean":
                raise NotImplementedError(f"values filled in by {policy['by']}")
            column, pairs = policy["within"], zip(x, rows, strict=True)
            near = [v for v, r in pairs if not column or r[column] == rows[place][column]]
            values = [v for v in near if known(v)] or [v for v in x if known(v)]
            result[place] = math.fsum(values) / len(values)
    return result


def line(v: float, rule: Rule) -> float:
    for (x0, y0), (x1, y1) in pairwise(rule["points"]):
        if v <= x1:
            return float(y0 + (y1 - y0) * (max(v, x0) - x0) / (x1 - x0))
    return float(rule["points"][-1][1])


SINGLY: dict[str, Callable[[float, Rule], float]] = {
    "as_is": lambda v, rule: v,
    "yes_no": lambda v, rule: (rule["no"], rule["yes"], rule["lacking"])[int(v)],
    "deductions": lambda v, rule: max(rule["full"] - v, rule["floor"]),
    "steps": lambda v, rule: next(s for low, s in rule["pairs"] if low is None or v >= low),
    "piecewise": line,
}


def between(x: Column, rule: Rule, *, lower: bool) -> Column:
    (worst, best), clip = rule["to"], rule.get("beyond") == "clip"
    low, high = rule.get("low", min(x)), rule.get("high", max(x))
    if low == high:
        raise NotImplementedError("scores of a constant column")
    if rule.get("log"):
        x = [math.log(max(v, low) if clip else v) for v in x]
        low, high = math.log(low), math.log(high)
    shares = [(high - v if lower else v - low) / (high - low) for v in x]
    return [worst + (min(max(v, 0), 1) if clip else v) * (best - worst) for v in shares]


def scored(x: Column, rule: Rule, plans: list[Any], *, lower: bool) -> Column:
    if rule["kind"] in SINGLY:
        lacking = rule.get("without_document")
        rule = rule | {"lacking": rule.get("no") if lacking is None else lacking}
        rule["pairs"] = [(own["at_least"], own["score"]) for own in rule.get("steps", ())]
        return [SINGLY[rule["kind"]](v, rule) for v in x]
    if rule["kind"] in ("goalposts", "min_max"):
        return between(x, rule, lower=lower)
    if rule["kind"] == "ratio_to_plan":
        ratios = [p / v if lower else v / p for v, p in zip(x, plans, strict=True)]
        return [rule["full"] * min(ratio, rule["at_most"] or math.inf) for ratio in ratios]
    raise NotImplementedError(f"the score {rule['kind']}")


def leaf_scores(leaf: Rule, book: Rule, rows: list[Row], published: Published) -> Node:
    names = ("not_applicable", "not_collected", "withheld", "below_minimum")
    states = {name: name for name in names} | book["data"]["states"]
    cells, of, rule = [read(leaf, row, states) for row in rows], leaf["denominator"], leaf["score"]
    x = [value for value, _ in cells]
    policies: list[Rule] = [leaf["missing"][why] if why else {"kind": ""} for _, why in cells]
    for own in book["order"]:
        if own == "denominate" and of:
            pairs = zip(x, rows, strict=True)
            x = [v / float(r[of["column"]]) * of["times"] if known(v) else v for v, r in pairs]
        elif own == "fill":
            x = filled(x, policies, rows)
    if leaf["treatment"]:
        print(f"{leaf['id']}: treated values are taken from steps.csv")
        x = [float(published[r[book["data"]["unit"]], leaf["id"]] or "nan") for r in rows]
    if rule.get("within"):
        raise NotImplementedError("scores within groups of peers")
    plan, there = rule.get("plan"), [place for place, v in enumerate(x) if known(v)]
    plans = [float(rows[p][plan]) if isinstance(plan, str) else plan for p in there]
    results = scored([x[p] for p in there], rule, plans, lower=leaf["direction"] == "lower")
    for place, value in zip(there, results, strict=True):
        x[place] = value
    x = [rounded(p.get("score", v), leaf["round"]) for p, v in zip(policies, x, strict=True)]
    void = [policy["kind"] == "void" for policy in policies]
    return x, void, [policy["kind"] in ("", "score") for policy in policies]


def together(rule: Rule, s: Column, w: Column) -> float:
    kind, total = rule["kind"], math.fsum(w)
    if kind in ("minimum", "choose", "maximum"):
        return max(s) if kind == "maximum" else min(s)
    power = {"arithmetic": 1, "sum": 1, "geometric": 0, "product": 0, "harmonic": -1}.get(kind)
    power = rule.get("exponent") if power is None else power
    if power is None:
        raise NotImplementedError(f"the aggregation {kind}")
    pairs = [(max(v, rule.get("floor") or v), own) for v, own in zip(s, w, strict=True) if own]
    if not pairs or (power != 1 and any(v == 0 for v, _ in pairs)):
        return 0 if pairs else math.nan
    value = math.fsum(own * (v**power if power else math.log(v)) for v, own in pairs)
    value = value if kind in ("sum", "product") else value / total
    return float(value ** (1 / power) if power else math.exp(value))


def rounded(value: float, decimals: int | None, mode: str = "half_up") -> float:
    if decimals is None or math.isnan(value):
        return value
    whole, rest = divmod(abs(value) * 10**decimals, 1)
    up = rest > 0.5
    if abs(rest - 0.5) <= CLOSE:
        up = mode == "half_up" or whole % 2 == 1
    return math.copysign((whole + up) / 10**decimals, value) + 0.0


def lacking(floor: Rule, ids: list[str], w: Column, counted: list[bool]) -> bool:
    """Tell whether what is there is less than a group asks for."""
    there = {one for one, own in zip(ids, counted, strict=True) if own}
    share = math.fsum(own for own, is_there in zip(w, counted, strict=True) if is_there)
    missing = len(there) < floor["parts"] or bool(set(floor["require"]) - there)
    missing = missing or bool(floor["require_any"] and not there & set(floor["require_any"]))
    return missing or share < (floor["weight"] - CLOSE) * math.fsum(w)


def compute(node: Rule, case: Case, done: dict[str, Node]) -> str:
    """Put the scores of a node and of all below it into `done`; return its id."""
    if "same_as" in node:
        return str(node["same_as"])
    if "parts" not in node:
        done[node["id"]] = leaf_scores(node, *case)
        return str(node["id"])
    if node["after"] or node["rescale"]:
        raise NotImplementedError("after and rescale")
    ids = [compute(part, case, done) for part in node["parts"]]
    w, rule = [case[2][node["id"], one] for one in ids], node["aggregate"]
    result, policy = [], node["unrated"] or {"kind": "void"}
    for unit, row in enumerate(case[1]):
        parts = [(done[one][0][unit], done[one][1][unit], done[one][2][unit]) for one in ids]
        there = [i for i, (score, _, _) in enumerate(parts) if known(score)]
        if rule["kind"] == "choose":
            there = [i for i in there if ids[i] == row[rule["column"]]]
        void = rule["kind"] != "choose" and any(own for _, own, _ in parts)
        if void or not there or lacking(node["coverage"], ids, w, [own for *_, own in parts]):
            result.append(math.nan)
        else:
            result.append(together(rule, [parts[i][0] for i in there], [w[i] for i in there]))
    values = [rounded(v, node["round"]) if known(v) else policy.get("score", v) for v in result]
    voids = [not known(v) and policy["kind"] == "void" for v in result]
    done[node["id"]] = values, voids, [known(v) for v in values]
    return str(node["id"])


def holds(rule: Rule, row: Row) -> bool:
    text, low, high = row[rule["column"]], rule["at_least"], rule["below"]
    if rule["among"] or not text:
        return text in rule["among"]
    return (low is None or float(text) >= low) and (high is None or float(text) < high)


def within_quota(rule: Rule, grades: Column, scores: Column, rows: list[Row], top: int) -> Column:
    size = [float(row[rule["of"]]) if rule["of"] else 1.0 for row in rows]
    keys = {
        place: (not any(holds(own, row) for own in rule["priority"]), -scores[place])
        for place, row in enumerate(rows)
        if 0 <= grades[place] <= top and not any(holds(own, row) for own in rule["exempt"])
    }
    rated = math.fsum(s for s, g in zip(size, grades, strict=True) if g >= 0)
    limit = rule["share"] * rated * (1 + CLOSE)
    upto = {p: math.fsum(size[q] for q in keys if keys[q] <= key) for p, key in keys.items()}
    return [top + 1 if upto.get(p, 0) > limit else grade for p, grade in enumerate(grades)]


def lowered(rule: Rule, grade: float, row: Row, ids: list[str], events: list[Row]) -> float:
    """Return the grade (0 the best, -1 for none) of one unit after one correction."""
    kind, cap, down = rule["kind"], 0, 0
    if grade < 0 or any(holds(own, row) for own in rule["exempt"]):
        return grade
    if kind == "points":
        reached = (b for b in rule["bands"] if float(row[rule["column"]]) >= b["at_least"])
        down = max(reached, key=lambda band: float(band["at_least"]), default={"down": 0})["down"]
    elif kind != "events" and holds(rule["when"], row):
        down, cap = rule.get("down", 0), ids.index(rule["cap"]) if "cap" in rule else 0
    for own in [t for e in events for t in rule.get("types", ()) if t["id"] == e["type"]]:
        down, cap = down + (own["down"] or 0), max(cap, ids.index(own["cap"] or ids[0]))
    return max(min(grade + down, len(ids) - 1), cap)


def grades_of(book: Rule, scores: Column, rows: list[Row], events: list[Row]) -> Column:
    outcome, unit = book["outcome"], book["data"]["unit"]
    ids, cuts = [own["id"] for own in outcome["grades"]], outcome["cuts"]
    if not cuts:
        return [-1] * len(scores)
    if cuts["kind"] != "bands":
        raise NotImplementedError(f"grades by {cuts['kind']}")
    grades: Column = [sum(v < c for c in cuts["at_least"]) if known(v) else -1 for v in scores]
    for rule in outcome["corrections"]:
        if rule["kind"] == "quota":
            grades = within_quota(rule, grades, scores, rows, ids.index(rule["grade"]))
            continue
        for place, row in enumerate(rows):
            own = [event for event in events if event["unit"] == row[unit]]
            grades[place] = lowered(rule, grades[place], row, ids, own)
    return grades


def main(folder: Path) -> int:
    book = json.loads((folder / "rulebook.json").read_text(encoding="utf-8"))
    day = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["on"]
    names = ("data", "steps", "weights", "events", "scores", "grades")
    rows, steps, weights, events, *results = (rows_of(folder / f"{name}.csv") for name in names)
    published: Published = {(row["unit"], row["indicator"]): row["treated"] for row in steps}
    published |= {(row["group"], row["id"]): float(row["weight"]) for row in weights}
    done: dict[str, Node] = {}
    root = compute(book["tree"], (book, rows, published), done)
    rounding = book["outcome"]["rounding"] or {"decimals": None, "mode": ""}
    scores = [rounded(v, rounding["decimals"], rounding["mode"]) for v in done[root][0]]
    rank, best = book["outcome"]["rank"], 1 if book["outcome"]["rank"]["best"] == "highest" else -1
    ranked = scores if rank["of"] == "rounded" else done[root][0]
    events = [e for e in events if e["appeal"] != "annulled"]
    events = [e for e in events if e["on"] <= day <= (e["until"] or day)]
    grades, wrong = grades_of(book, scores, rows, events), []
    ids = [*(own["id"] for own in book["outcome"]["grades"]), ""]
    for place, (by_node, outcome) in enumerate(zip(*results, strict=True)):
        follows = [(node, by_node[node], values[place]) for node, (values, _, _) in done.items()]
        follows.append(("published", outcome["published"], scores[place]))
        if rank["ties"] == "minimum" and known(ranked[place]):
            ahead = sum((v - ranked[place]) * best > 0 for v in ranked)
            follows.append(("rank", outcome["rank"], ahead + 1))
        for node, text, value in follows:
            far = abs(float(text or "nan") - value) > CLOSE * max(1, abs(value))
            if far or bool(text) != known(value):
                wrong.append(f"{by_node['unit']}, {node}: published {text}, follows {value}")
        if (follow := ids[int(grades[place])]) != outcome["grade"]:
            wrong.append(f"{by_node['unit']}: published {outcome['grade']}, follows {follow}")
    print("\n".join(wrong) or f"equal: {len(rows)} units, {len(done)} nodes")
    return bool(wrong)


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1])))
    except NotImplementedError as unknown:
        print(f"This file cannot recompute {unknown}.")
        sys.exit(2)
