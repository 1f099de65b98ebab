"""Which clause a node or a correction stands on: its own, or that of the nearest above."""

from collections.abc import Iterator

from mashangban.core.grading.rulebook.document import Rulebook
from mashangban.core.grading.rulebook.nodes import AnyNode, Group, Reference
from mashangban.core.grading.traces import Clause


class Clauses:
    """The clauses of a rulebook, looked up once."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._nodes = dict(_below(rulebook.tree, rulebook.basis))
        self._corrections = {own.id: own for own in rulebook.outcome.corrections}

    def of_node(self, identifier: str) -> Clause:
        return self._clause(self._nodes[identifier])

    def of_correction(self, identifier: str) -> Clause:
        return self._clause(self._corrections[identifier].basis or self._rulebook.basis)

    def name_of_correction(self, identifier: str) -> str:
        own = self._corrections[identifier]
        return own.name or own.name_en or own.id

    def _clause(self, key: str) -> Clause:
        source = self._rulebook.sources[key]
        return Clause(source.document, source.clause, source.status)


def _below(node: AnyNode, basis: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, Reference):
        return
    own = node.basis or basis
    yield node.id, own
    if isinstance(node, Group):
        for part in node.parts:
            yield from _below(part, own)
