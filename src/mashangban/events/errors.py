"""Why nothing was delivered."""

from django.utils.translation import gettext_lazy as _

from mashangban.kit.errors import Refusal


class AlreadyDelivered(Refusal):
    """It does not wait any more: delivered meanwhile, or being sent again."""

    def __init__(self) -> None:
        super().__init__(_("This has been taken care of meanwhile. Load the page again."))


class NotDelivered(Exception):
    """Some handlers failed and are to be tried again; it makes the job come back later."""
