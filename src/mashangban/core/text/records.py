"""A compound or company as a list has it, to be compared with another list's."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """A name as written, other names of the same thing, and its address; "" for none."""

    name: str
    aliases: tuple[str, ...] = ()
    address: str = ""
