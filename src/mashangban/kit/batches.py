"""Several inserts sent to the database at once."""

from collections.abc import Iterable
from itertools import groupby
from typing import cast

from django.db import connection
from django.db.models import Model


def insert(rows: Iterable[Model | None]) -> None:
    """Insert rows whose keys are known, one statement for neighbours of one kind, one round trip.

    To be called inside a transaction. What is None is left out. Foreign keys are checked at
    commit, so the order does not matter. Raises what Django raises for an insert.
    """
    batches = [
        (model, list(group))
        for model, group in groupby((r for r in rows if r is not None), key=type)
    ]
    with connection.wrap_database_errors, connection.connection.pipeline():
        for model, group in batches:
            cast(type[Model], model)._default_manager.bulk_create(group)
