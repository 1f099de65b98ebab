"""What running, joining and merging management areas costs and brings; all money in whole yuan.

`tariff` gives the figures of a day, `running` the yearly cost of bundles, `fees` and `incentive`
what they bring, `one_off` what it costs once. Arrays have one figure a bundle.
"""

from mashangban.core.costs.exact import rounded
from mashangban.core.costs.income import Income, fees, incentive, one_fee
from mashangban.core.costs.one_off import OneOff, filing, handover, harmonisation, votes, wall
from mashangban.core.costs.packaged import packaged_parameters
from mashangban.core.costs.parameters import (
    CostParameter,
    Shifts,
    Tariff,
    figure_of,
    parse_parameters,
    tariff,
)
from mashangban.core.costs.running import Bundles, Running, Staff, running, staff

__all__ = [
    "Bundles",
    "CostParameter",
    "Income",
    "OneOff",
    "Running",
    "Shifts",
    "Staff",
    "Tariff",
    "fees",
    "figure_of",
    "filing",
    "handover",
    "harmonisation",
    "incentive",
    "one_fee",
    "packaged_parameters",
    "parse_parameters",
    "rounded",
    "running",
    "staff",
    "tariff",
    "votes",
    "wall",
]
