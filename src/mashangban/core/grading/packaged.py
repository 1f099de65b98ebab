"""The rulebooks that come with the package, as texts: they are loaded for a day."""

from importlib.resources import files
from importlib.resources.abc import Traversable

SUFFIX = ".yaml"
WORDS = "summary.yaml"  # of the page that goes with a result


def packaged_rulebooks() -> tuple[str, ...]:
    """Return the names of the packaged rulebooks, sorted."""
    names = (entry.name for entry in _folder().iterdir())
    return tuple(
        sorted(
            name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX) and name != WORDS
        )
    )


def packaged_rulebook(name: str) -> str:
    """Return the YAML of `rulebooks/grading/<name>.yaml`; raises FileNotFoundError."""
    return (_folder() / f"{name}{SUFFIX}").read_text(encoding="utf-8")


def _folder() -> Traversable:
    return files("mashangban") / "rulebooks" / "grading"
