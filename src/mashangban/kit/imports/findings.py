"""Lines of the report, made where a row is read and where it is compared with what is there."""

from django.utils.translation import gettext as _

from mashangban.kit.imports.types import WHOLE_FILE, Finding, Outcome


def changed(row: int, column: str, *, old: object, new: object) -> Finding:
    """Return: `new` replaces `old`, None standing for nothing."""
    reason = (
        _("It was empty before.")
        if old in (None, "")
        else _("It was “%(old)s” before.") % {"old": old}
    )
    return Finding(row, column, "" if new is None else str(new), Outcome.CHANGED, reason)


def refused(row: int, column: str, value: str, reason: str) -> Finding:
    """Return: the row is not imported because of this value."""
    return Finding(row, column, value, Outcome.REFUSED, reason)


def noted(row: int, column: str, value: str, reason: str) -> Finding:
    """Return: the row is imported, but somebody should look at this value."""
    return Finding(row, column, value, Outcome.NOTED, reason)


def noted_of_file(reason: str) -> Finding:
    """Return: there is something to know about the file as a whole."""
    return Finding(WHOLE_FILE, "", "", Outcome.NOTED, reason)
