"""Ballots as they came in, and which of them count.

A ballot counts, or it is set aside with its fault; nothing is dropped in silence and the last one
does not win. Owners who cast none are not counted as agreeing with anybody: no text of law at hand
says that they are.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class Choice(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"  # takes part, and agrees with nothing


@dataclass(frozen=True, slots=True)
class Proxy:
    """Who voted for the owner, and the written mandate (书面委托书), both as references.

    Without a mandate it is empty (《上海市住宅物业管理规定》art. 18 asks for one).
    """

    agent: str
    mandate: str = ""


@dataclass(frozen=True, slots=True)
class Ballot:
    """One ballot, by its own id, of the head `head`; with `proxy` if somebody else cast it."""

    id: str
    head: str
    choice: Choice
    proxy: Proxy | None = None


class Fault(StrEnum):
    UNKNOWN_HEAD = "unknown_head"  # nobody of that id is on the roll
    NO_MANDATE = "no_mandate"  # cast by a proxy without a written mandate
    CONTRADICTORY = "contradictory"  # the same head has cast another choice too


@dataclass(frozen=True, slots=True)
class SetAside:
    """A ballot that does not count, why, and the ids of those it contradicts."""

    ballot: Ballot
    fault: Fault
    contradicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Repeat:
    """A ballot that says again what the ballot `counted` of the same head says; it adds nothing."""

    ballot: Ballot
    counted: str


@dataclass(frozen=True, slots=True)
class Sifted:
    """The ballots that count, at most one a head, and the others; each sorted by id."""

    counted: tuple[Ballot, ...]
    repeats: tuple[Repeat, ...]
    set_aside: tuple[SetAside, ...]


def sift(ballots: Iterable[Ballot], *, heads: Set[str]) -> Sifted:
    """Sift the ballots of a vote in which `heads` may vote; their order does not matter.

    A ballot set aside for its head or its mandate contradicts no other. Raises ValueError if two
    ballots have the same id.
    """
    counted: list[Ballot] = []
    repeats: list[Repeat] = []
    set_aside: list[SetAside] = []
    by_head: dict[str, list[Ballot]] = {}
    for ballot in _by_id(ballots):
        if fault := _own_fault(ballot, heads):
            set_aside.append(SetAside(ballot, fault))
        else:
            by_head.setdefault(ballot.head, []).append(ballot)
    for first, *more in by_head.values():
        same = [first, *more]
        if len({ballot.choice for ballot in same}) > 1:
            set_aside += (_contradictory(ballot, same) for ballot in same)
        else:
            counted.append(first)
            repeats += (Repeat(ballot, counted=first.id) for ballot in more)
    return Sifted(
        counted=tuple(sorted(counted, key=lambda ballot: ballot.id)),
        repeats=tuple(sorted(repeats, key=lambda repeat: repeat.ballot.id)),
        set_aside=tuple(sorted(set_aside, key=lambda aside: aside.ballot.id)),
    )


def _by_id(ballots: Iterable[Ballot]) -> list[Ballot]:
    ordered = sorted(ballots, key=lambda ballot: ballot.id)
    for one, other in pairwise(ordered):
        if one.id == other.id:
            raise ValueError(f'Two ballots have the id "{one.id}"; give each its own.')
    return ordered


def _own_fault(ballot: Ballot, heads: Set[str]) -> Fault | None:
    """Return what is wrong with a ballot taken by itself."""
    if ballot.head not in heads:
        return Fault.UNKNOWN_HEAD
    if ballot.proxy is not None and not ballot.proxy.mandate.strip():
        return Fault.NO_MANDATE
    return None


def _contradictory(ballot: Ballot, same: Iterable[Ballot]) -> SetAside:
    others = tuple(other.id for other in same if other.choice != ballot.choice)
    return SetAside(ballot, Fault.CONTRADICTORY, contradicts=others)
