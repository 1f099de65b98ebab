"""The files of imports, encrypted under the key of whoever brought them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from mashangban.imports.errors import FileGone
from mashangban.imports.models import ImportRun
from mashangban.kit import crypto


def seal(run: ImportRun, content: bytes, part: str) -> bytes:
    """Return the ciphertext of a part ("content", "report") of an import that a person began."""
    assert run.person is not None
    return crypto.encrypt(run.person.wrapped_key, content, context=_context(run, part))


def unseal(run: ImportRun, ciphertext: crypto.Blob | None, part: str) -> bytes:
    """Return what `seal` was given. Raises FileGone once it was deleted or its owner erased."""
    if ciphertext is None or run.person is None or run.person.wrapped_key is None:
        raise FileGone
    return crypto.decrypt(run.person.wrapped_key, ciphertext, context=_context(run, part))


@contextmanager
def opened(run: ImportRun) -> Iterator[Path]:
    """Lay the file out under its own ending, for as long as the block lasts. Raises FileGone."""
    kept = getattr(run, "file", None)
    content = unseal(run, kept.content if kept else None, "content")
    with TemporaryDirectory(prefix="mashangban-import-") as folder:
        path = Path(folder) / f"sheet{Path(run.file_name).suffix.lower()}"
        path.write_bytes(content)
        yield path


def _context(run: ImportRun, part: str) -> str:
    return f"import-{part}:{run.pk}"
