"""Folders of results: there whole, or not there."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click


def write_folder(target: Path, files: Mapping[str, bytes], *, mark: str) -> None:
    """Write `files` into the folder `target`, which appears only when all are on the disk.

    An earlier result, known by its file `mark`, is replaced. Raises click.ClickException if
    `target` holds anything else.
    """
    if target.exists() and not target.is_dir():
        raise click.ClickException(f"{target} is a file; name a folder.")
    if target.exists() and any(target.iterdir()) and not (target / mark).exists():
        raise click.ClickException(
            f"{target} holds other files, which would be lost; name a new folder."
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        for name, content in files.items():
            with (fresh / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        fresh.chmod(0o755)
        if target.exists():
            old = fresh.with_name(f"{fresh.name}.old")
            target.rename(old)
            fresh.rename(target)
            shutil.rmtree(old)
        else:
            fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
