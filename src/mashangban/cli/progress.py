"""Progress bars of long commands."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


def bar() -> Progress:
    """Return a progress display for the terminal; it stays silent where there is none."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description:<32}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )


T = TypeVar("T")


def steps(title: str, items: Sequence[tuple[str, T]]) -> Iterator[tuple[str, T]]:
    """Yield named items one after another and show which one is in work."""
    with bar() as progress:
        task = progress.add_task(title, total=len(items))
        for name, item in items:
            progress.update(task, description=name)
            yield name, item
            progress.advance(task)


Report = Callable[[int, int], None]


def counting(progress: Progress, title: str) -> Report:
    """Return a callback `(done, total)` that draws one bar."""
    task = progress.add_task(title, total=None)

    def report(done: int, total: int) -> None:
        progress.update(task, completed=done, total=total)

    return report
