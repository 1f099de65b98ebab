"""Why something could not run. Each message says what, where and how to mend it."""


class RuntimeFailure(Exception):
    """A program of ours cannot run here; the message is fit for the terminal."""


class DatabaseInUse(RuntimeFailure):
    """Another process runs the database of this folder. `url` reaches it, None when unknown."""

    def __init__(self, message: str, *, url: str | None = None) -> None:
        super().__init__(message)
        self.url = url


class OtherMajorVersion(RuntimeFailure):
    """The database folder was made by another major version of PostgreSQL."""
