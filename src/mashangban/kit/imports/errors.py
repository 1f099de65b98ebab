"""Why a file is refused as a whole."""

from mashangban.kit.errors import BadInput


class UnreadableFile(BadInput):
    """Nothing of the file was imported; the sentence says what, where and how to mend it."""
