"""The words of messages, by kind. Contexts register theirs in their own `messages.py`.

Kept by kind and parameters, not as text: each reader gets them in the language they read in.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mashangban.notifications.errors import UnknownKind
from mashangban.notifications.types import Params

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class _Words:
    title: "str | _StrPromise"
    body: "str | _StrPromise"


_words: dict[str, _Words] = {}


def register(kind: str, *, title: "str | _StrPromise", body: "str | _StrPromise") -> None:
    """Give the words of a kind of message; both may hold parameters as %(name)s.

    Raises ValueError for a kind that has its words already.
    """
    if kind in _words:
        raise ValueError(f"The kind {kind!r} is registered twice: name one of them otherwise.")
    _words[kind] = _Words(title, body)


def render(kind: str, params: Params) -> tuple[str, str]:
    """Return title and body in the language in use.

    Raises UnknownKind, and KeyError for a parameter that the words need and `params` lacks.
    """
    if kind not in _words:
        raise UnknownKind(kind)
    words = _words[kind]
    return str(words.title) % params, str(words.body) % params
