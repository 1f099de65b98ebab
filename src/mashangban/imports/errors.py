"""Why an import refuses, in sentences for the person refused."""

from django.utils.translation import gettext_lazy as _

from mashangban.kit.errors import BadInput, Refusal


class NotNow(Refusal):
    """The import does not stand where this step begins."""

    def __init__(self) -> None:
        super().__init__(_("The import is already further, or ended. Please look at it again."))


class ColumnTwice(BadInput):
    def __init__(self, column: str) -> None:
        super().__init__(_("“%(column)s” is chosen for two fields.") % {"column": column})


class FileGone(Refusal):
    """The file was deleted when the import ended, or its owner was erased."""

    status = 410

    def __init__(self) -> None:
        super().__init__(_("The file is no longer kept. Please choose it again."))
