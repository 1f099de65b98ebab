"""What things of the registry are called on pages."""

from typing import Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mashangban.kit.as_of import AsOf
from mashangban.registry.rules import ManagementRule
from mashangban.registry.types import (
    CommitteeState,
    FeeBasis,
    Ownership,
    SuccessionKind,
)

OWNERSHIP_WORDS: Final = {
    Ownership.MUNICIPAL: gettext_lazy("owned by the city"),
    Ownership.DISTRICT: gettext_lazy("owned by the district"),
    Ownership.PRIVATE: gettext_lazy("private"),
    Ownership.FOREIGN: gettext_lazy("foreign"),
    Ownership.COLLECTIVE: gettext_lazy("collective"),
    Ownership.OTHER: gettext_lazy("other ownership"),
}
FEE_BASIS_WORDS: Final = {
    FeeBasis.LUMP_SUM: gettext_lazy("lump sum"),
    FeeBasis.REMUNERATION: gettext_lazy("remuneration"),
}
SUCCESSION_WORDS: Final = {
    SuccessionKind.RENAME: gettext_lazy("%(old)s goes on as %(new)s"),
    SuccessionKind.MERGER: gettext_lazy("%(old)s merged into %(new)s"),
    SuccessionKind.SPLIT: gettext_lazy("%(new)s split off from %(old)s"),
    SuccessionKind.TAKEOVER: gettext_lazy("%(old)s taken over by %(new)s"),
}
COMMITTEE_WORDS: Final = {
    CommitteeState.SERVING: gettext_lazy("in office"),
    CommitteeState.REELECTION: gettext_lazy("under re-election"),
    CommitteeState.EXPIRED: gettext_lazy("term expired"),
    CommitteeState.NONE: gettext_lazy("none"),
}


def ownership_word(ownership: Ownership | None) -> str:
    return str(OWNERSHIP_WORDS[ownership]) if ownership else _("not known")


def rule_note(rule: ManagementRule) -> str:
    """Return where a rule stands, and that it has expired if it has."""
    values = {"document": rule.source.document, "expired": rule.source.valid_to}
    if rule.expired:
        return _("%(document)s, expired on %(expired)s, followed in practice") % values
    return rule.source.document


def count_days(days: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": f"{days:,}"}


def count_areas(areas: int) -> str:
    return ngettext("%(n)s area", "%(n)s areas", areas) % {"n": f"{areas:,}"}


def count_compounds(compounds: int) -> str:
    return ngettext("%(n)s compound", "%(n)s compounds", compounds) % {"n": f"{compounds:,}"}


def count_households(households: int) -> str:
    return ngettext("%(n)s household", "%(n)s households", households) % {"n": f"{households:,}"}


def fee_words(fee: str, basis: FeeBasis | None) -> str:
    """Return "0.95 yuan/m²·month · lump sum"; what is not known is left out."""
    parts = [_("%(yuan)s yuan/m²·month") % {"yuan": fee}] if fee else []
    if basis:
        parts.append(str(FEE_BASIS_WORDS[basis]))
    return " · ".join(parts)


def dated(url: str, as_of: AsOf, **parameters: str) -> str:
    """Return `url` with what is not empty, and the day where another than today was asked for."""
    query = {name: value for name, value in parameters.items() if value}
    return as_of.link(f"{url}?{urlencode(query)}" if query else url)
