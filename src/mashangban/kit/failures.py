"""What may be kept of an exception: its type and place, never its message.

Messages quote what they choke on, and that can be a name or a phone number.
"""

from collections.abc import Iterator
from types import TracebackType

_PACKAGE = f"{__name__.partition('.')[0]}."


def describe(error: BaseException) -> str:
    """Return type and place: "KeyError in registry.queries.managers_of, line 40"."""
    return " in ".join([type(error).__name__, *places(error)[-1:]])


def places(error: BaseException) -> list[str]:
    """Return where in our own code the exception passed, the innermost last.

    Where none of it is ours, the one place where it was raised; none if it never was.
    """
    passed = list(_modules_and_places(error.__traceback__))
    ours = [place for module, place in passed if module.startswith(_PACKAGE)]
    return [place.removeprefix(_PACKAGE) for place in ours] or [place for _, place in passed[-1:]]


def _modules_and_places(step: TracebackType | None) -> Iterator[tuple[str, str]]:
    while step is not None:
        module = step.tb_frame.f_globals.get("__name__", "")
        yield module, f"{module}.{step.tb_frame.f_code.co_name}, line {step.tb_lineno}"
        step = step.tb_next
