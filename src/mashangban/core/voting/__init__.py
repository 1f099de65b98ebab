"""Counting the vote of an owners' assembly (业主大会), exact, by dated rules.

A `Roll` of units knows who counts as a head; `count` makes a `Tally` of its ballots under the rule
of a matter; `rows`, `canonical_text` and `digest` give the tally sheet.
"""

from mashangban.core.dated import Absence, NoRuleInForce, RuleSet, Source, Status
from mashangban.core.voting.areas import area_text
from mashangban.core.voting.ballots import Ballot, Choice, Fault, Proxy, Repeat, SetAside
from mashangban.core.voting.heads import Counting, HeadRule, heads, parse_head_rules
from mashangban.core.voting.matters import MatterRule, Thresholds, parse_matters
from mashangban.core.voting.packaged import packaged_head_rules, packaged_matters
from mashangban.core.voting.roll import Roll
from mashangban.core.voting.sheet import Line, Row, canonical_text, digest, rows
from mashangban.core.voting.tally import (
    Check,
    Measure,
    Missing,
    Stage,
    Tally,
    Vote,
    Weight,
    count,
)
from mashangban.core.voting.thresholds import Threshold
from mashangban.core.voting.units import Head, RollError, RollProblem, Unit

__all__ = [
    "Absence",
    "Ballot",
    "Check",
    "Choice",
    "Counting",
    "Fault",
    "Head",
    "HeadRule",
    "Line",
    "MatterRule",
    "Measure",
    "Missing",
    "NoRuleInForce",
    "Proxy",
    "Repeat",
    "Roll",
    "RollError",
    "RollProblem",
    "Row",
    "RuleSet",
    "SetAside",
    "Source",
    "Stage",
    "Status",
    "Tally",
    "Threshold",
    "Thresholds",
    "Unit",
    "Vote",
    "Weight",
    "area_text",
    "canonical_text",
    "count",
    "digest",
    "heads",
    "packaged_head_rules",
    "packaged_matters",
    "parse_head_rules",
    "parse_matters",
    "rows",
]
