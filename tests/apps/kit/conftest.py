"""What several tests of the kit look at."""

from collections.abc import Iterator

import pytest

from tests.logged import Logged, logging_to_memory


@pytest.fixture
def logged(request: pytest.FixtureRequest) -> Iterator[Logged]:
    """The log as production writes it; parametrize with True for the form of the terminal."""
    with logging_to_memory(readable=getattr(request, "param", False)) as found:
        yield found
