"""Names of compounds and companies: folded, taken apart, compared, and found in long lists.

A comparison ends in a score, a verdict and its reasons. Nothing is joined here: what is called the
same may be joined by whoever asked, what is doubtful goes to a person.
"""

from mashangban.core.text.addresses import Address, Meeting, meeting, parse_addresses
from mashangban.core.text.blocking import Kind, candidates
from mashangban.core.text.companies import CompanyName
from mashangban.core.text.comparing_companies import compare_companies
from mashangban.core.text.comparing_compounds import compare_compounds
from mashangban.core.text.compounds import CompoundName, Unit
from mashangban.core.text.folding import fold_name
from mashangban.core.text.reasons import Reason, ReasonCode
from mashangban.core.text.records import Record
from mashangban.core.text.verdicts import Comparison, Verdict

__all__ = [
    "Address",
    "CompanyName",
    "Comparison",
    "CompoundName",
    "Kind",
    "Meeting",
    "Reason",
    "ReasonCode",
    "Record",
    "Unit",
    "Verdict",
    "candidates",
    "compare_companies",
    "compare_compounds",
    "fold_name",
    "meeting",
    "parse_addresses",
]
