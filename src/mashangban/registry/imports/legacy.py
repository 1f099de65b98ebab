"""Links of the system before this one (一码知小区), so that old paper keeps leading somewhere."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingABC
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from mashangban.core.identifiers.code_tokens import TokenState
from mashangban.kit.actors import Actor
from mashangban.kit.imports import (
    Cells,
    Change,
    Finding,
    Mapping,
    Plan,
    Progress,
    Step,
    UnreadableFile,
)
from mashangban.kit.imports.findings import changed, refused
from mashangban.registry.actions import (
    forget_legacy_links,
    issue_missing_codes,
    register_legacy_links,
)
from mashangban.registry.imports.codes import read_code_cell
from mashangban.registry.imports.undoing import require_unchanged
from mashangban.registry.links import LONGEST_KEY, legacy_key
from mashangban.registry.models import Code, Compound, LegacyLink
from mashangban.registry.tokens import read_token
from mashangban.registry.types import LONGEST_NAME, CodeState, CodeTarget, RegionKind

_LONGEST_LINK: Final = 2_000
_LONGEST_TOKEN: Final = 40


@dataclass(frozen=True, slots=True)
class LegacyDraft:
    """A row read: where `key` is to lead, a code by its token or else a compound's own code."""

    row: int
    key: str
    token: str
    compound_id: UUID | None


class LegacyLinkImporter:
    """旧码链接: the old address (`link`), and what it leads to: the `token` of a code of ours, or a
    `compound` by its name, with `subdistrict_code` where several bear it.

    A compound without a code of its own is issued one.
    """

    kind = "legacy-codes"
    fields: MappingABC[str, bool] = {
        "link": True,
        "token": False,
        "compound": False,
        "subdistrict_code": False,
    }
    options: frozenset[str] = frozenset()

    def __init__(self, by: Actor, at: datetime) -> None:
        self._by, self._at = by, at

    def prepare(self, mapping: Mapping) -> None:
        if not {"token", "compound"} & set(mapping.columns):
            raise UnreadableFile(
                _("Name the column that says where the links lead: “token” or “compound”.")
            )
        self._mapping = mapping
        self._compounds: defaultdict[str, list[tuple[UUID, str]]] = defaultdict(list)
        for compound_id, name, subdistrict in Compound.objects.values_list(
            "id", "name", "subdistrict_id"
        ):
            self._compounds[name].append((compound_id, subdistrict))

    def parse(self, cells: Cells) -> LegacyDraft | None:
        key = legacy_key(cells.text("link", longest=_LONGEST_LINK, required=True))
        if not key and not cells.refused:
            cells.refuse(
                "link",
                _("It names no code: the part that differs from link to link, at most %(most)d.")
                % {"most": LONGEST_KEY},
            )
        token = self._token(cells)
        compound_id = None if token else self._compound(cells)
        if cells.refused:
            return None
        return LegacyDraft(cells.row, key, token, compound_id)

    def plan(self, drafts: Sequence[LegacyDraft], progress: Progress) -> Plan:
        known = {
            link.key: link
            for link in LegacyLink.objects.select_related("code").filter(
                key__in=[draft.key for draft in drafts]
            )
        }
        codes = {
            code.token: code
            for code in Code.objects.select_related("compound").filter(
                token__in=[draft.token for draft in drafts if draft.token]
            )
        }
        creates: list[LegacyDraft] = []
        changes: list[LegacyDraft] = []
        findings: list[Finding] = []
        unchanged = 0
        for draft in drafts:
            if draft.token and draft.token not in codes:
                findings.append(self._unknown(draft))
            elif (link := known.get(draft.key)) is None:
                creates.append(draft)
            elif _leads_there(link, draft):
                unchanged += 1
            else:
                changes.append(draft)
                findings.append(self._moved(draft, link))
        return Plan(
            created=len(creates),
            changed=len(changes),
            unchanged=unchanged,
            save=lambda: self._save(
                [*creates, *changes],
                codes,
                {key: link.code.token for key, link in known.items()},
                progress,
            ),
            findings=findings,
        )

    def _save(
        self,
        drafts: Sequence[LegacyDraft],
        codes: MappingABC[str, Code],
        before: MappingABC[str, str],
        progress: Progress,
    ) -> list[Change]:
        progress(Step.SAVE, 0, len(drafts))
        wanted = {draft.compound_id for draft in drafts if draft.compound_id}
        issue_missing_codes(
            compound_ids=wanted, target=CodeTarget.COMPOUND, by=self._by, at=self._at
        )
        own = {
            code.compound_id: code
            for code in Code.objects.select_related("compound").filter(
                compound__in=wanted, state=CodeState.ACTIVE, entrance=None, facility=None, place=""
            )
        }
        links = [
            (draft.key, own[draft.compound_id] if draft.compound_id else codes[draft.token])
            for draft in drafts
        ]
        register_legacy_links(links=links, by=self._by, at=self._at)
        progress(Step.SAVE, len(drafts), len(drafts))
        return [
            Change(
                subject=key,
                label=key,
                before={"token": before[key]} if key in before else None,
                after={"token": code.token},
            )
            for key, code in links
        ]

    def undo(self, changes: Sequence[Change]) -> None:
        """Let the links lead where they led before; codes that were issued for them stay."""
        keys = [change.subject for change in changes]
        leads = dict(LegacyLink.objects.filter(key__in=keys).values_list("key", "code__token"))
        require_unchanged(changes, {key: partial(_as_json, token) for key, token in leads.items()})
        earlier = {
            change.subject: change.before["token"]
            for change in changes
            if change.before is not None
        }
        codes = {
            code.token: code
            for code in Code.objects.select_related("compound").filter(token__in=earlier.values())
        }
        register_legacy_links(
            links=[(key, codes[token]) for key, token in earlier.items()], by=self._by, at=self._at
        )
        made = [change.subject for change in changes if change.before is None]
        forget_legacy_links(keys=made, by=self._by, at=self._at)

    def _token(self, cells: Cells) -> str:
        """Return the token in the row's cell in canonical form, "" when there is none."""
        typed = cells.text("token", longest=_LONGEST_TOKEN)
        if not typed:
            return ""
        reading = read_token(typed)
        if reading.state is not TokenState.GENUINE or reading.token is None:
            cells.refuse("token", _("This is not one of our codes; compare it with the print."))
            return ""
        return reading.token

    def _compound(self, cells: Cells) -> UUID | None:
        name = cells.text("compound", longest=LONGEST_NAME)
        subdistrict = read_code_cell(cells, "subdistrict_code", RegionKind.SUBDISTRICT)
        if not name:
            if not cells.refused:
                cells.refuse("compound", _("The row says neither a code nor a compound."))
            return None
        found = [
            compound_id
            for compound_id, code in self._compounds.get(name, ())
            if subdistrict is None or code == subdistrict.value
        ]
        if not found:
            cells.refuse("compound", _("No compound is called that; import it first."))
        elif len(found) > 1:
            cells.refuse(
                "compound",
                _("%(count)d compounds are called that; add their subdistrict's code.")
                % {"count": len(found)},
            )
        return found[0] if len(found) == 1 else None

    def _unknown(self, draft: LegacyDraft) -> Finding:
        column = self._mapping.column_of("token")
        return refused(draft.row, column, draft.token, _("This code was never issued here."))

    def _moved(self, draft: LegacyDraft, link: LegacyLink) -> Finding:
        column = self._mapping.column_of("token" if draft.token else "compound")
        return changed(
            draft.row, column, old=link.code.token, new=draft.token or _("the compound's own code")
        )


def _as_json(token: str, fields: Iterable[str]) -> dict[str, str]:
    return {"token": token}


def _leads_there(link: LegacyLink, draft: LegacyDraft) -> bool:
    """Say whether a link leads where the row says; a code that replaced another counts as it."""
    if draft.token:
        return link.code.token == draft.token
    code = link.code
    own = code.entrance_id is None and code.facility_id is None and code.place == ""
    return own and code.compound_id == draft.compound_id
