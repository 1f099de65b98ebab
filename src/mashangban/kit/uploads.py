"""How much may be sent at once."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext_lazy as _


class TooMuchSent(RequestDataTooBig):
    """More was sent at once than is read. `sentence` is for whoever sent it."""

    def __init__(self) -> None:
        super().__init__("more than UPLOAD_MAX_SIZE")
        self.sentence = _("That was too much at once. Send fewer photos, or smaller ones.")


class SizeLimit(FileUploadHandler):
    """Refuses a form by the length that it announces, before any of it is read.

    Django limits fields but no files, which whoever knows an address could fill the disk with.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - as Django calls it
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        if content_length > settings.UPLOAD_MAX_SIZE:
            raise TooMuchSent

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data  # to the next handler

    def file_complete(self, file_size: int) -> None:
        return None
