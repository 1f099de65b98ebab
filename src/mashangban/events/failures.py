"""What may be kept of an exception: its type and place, never its message.

Messages quote what they choke on, and that can be a name or a phone number.
"""

from types import TracebackType

_PACKAGE = f"{__name__.partition('.')[0]}."


def describe(error: BaseException) -> str:
    """Return type and place: "KeyError in registry.queries.managers_of, line 40"."""
    return " in ".join([type(error).__name__, *places(error)[-1:]])


def places(error: BaseException) -> list[str]:
    """Return where in our own code the exception passed, the innermost last."""
    found = []
    step: TracebackType | None = error.__traceback__
    while step is not None:
        module = step.tb_frame.f_globals.get("__name__", "")
        if module.startswith(_PACKAGE):
            name = step.tb_frame.f_code.co_name
            found.append(f"{module.removeprefix(_PACKAGE)}.{name}, line {step.tb_lineno}")
        step = step.tb_next
    return found
