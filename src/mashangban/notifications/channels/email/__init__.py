"""E-mail, to whoever left an address."""

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _

from mashangban.accounts import queries as accounts
from mashangban.accounts.types import Reach
from mashangban.notifications.errors import Unreachable
from mashangban.notifications.types import Message

NAME: Final = "email"
_TIMEOUT: Final = 10  # seconds; Django's own default waits for ever


def is_available(reach: Reach) -> bool:
    """Say whether the person left an address."""
    return reach.has_email


def send(message: Message) -> None:
    """Send the message as plain text. Raises Unreachable, SMTPException, OSError.

    The address is decrypted at the last moment and kept nowhere.
    """
    address = accounts.details_of(message.recipient_id).email
    if not address:
        raise Unreachable
    footer = _("This message was written by a program; nobody reads answers to it.")
    EmailMessage(
        subject=message.title,
        body="\n\n".join(part for part in (message.body, message.url, f"-- \n{footer}") if part),
        to=[address],
        headers={
            # Sent again after a crash it is the same message, and mail programs show it once.
            "Message-ID": f"<{message.id}@{urlsplit(settings.BASE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday answers
        },
        connection=get_connection(timeout=_TIMEOUT),
    ).send()
