"""What can go wrong with keys.

The messages are for whoever runs the installation, and plain English like all of the program's own
words to them.
"""

from pathlib import Path


class KeyRingLost(RuntimeError):
    """The key ring, or the key of it that is needed, is not where it should be.

    The message says how to mend it.
    """

    @classmethod
    def missing(cls, path: Path) -> "KeyRingLost":
        return cls(
            f"The key ring {path} is missing: personal data can neither be read nor written."
            " Put its backup back (mode 0600). Only for a new, empty database make one:"
            " mashangban keys init"
        )

    @classmethod
    def unusable(cls, path: Path, problem: str) -> "KeyRingLost":
        return cls(
            f"The key ring {path} cannot be used: {problem}."
            " Put its backup back (mode 0600, owned by the account that runs the program)."
        )

    @classmethod
    def lacks(cls, path: Path, key_id: bytes) -> "KeyRingLost":
        return cls(
            f"The key ring {path} lacks the key {key_id.hex()}, with which data here are encrypted."
            " It is older than the database or belongs to another one: put the newest backup of"
            " this installation's key ring back (mode 0600)."
        )

    @classmethod
    def swapped(cls, path: Path) -> "KeyRingLost":
        return cls(
            f"The key ring {path} belongs to another database."
            " Put the backup of this installation's key ring back (mode 0600)."
        )

    @classmethod
    def unknown(cls, path: Path) -> "KeyRingLost":
        return cls(
            f"The database has not met its key ring {path} yet."
            " Introduce them: mashangban keys init"
        )


class WrongKey(ValueError):
    """The ciphertext was not made with this key in this context, or it was changed since."""


class KeyErased(ValueError):
    """The person was erased, and with the person the key: nobody can read this any more."""
