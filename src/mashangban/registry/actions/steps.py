"""What the actions on areas share: taking turns, renewing covers, naming what the database saw."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from mashangban.accounts.actions import replace_covers
from mashangban.kit.errors import Refusal
from mashangban.registry import covers
from mashangban.registry.models import ManagementArea


def lock(*areas: ManagementArea) -> None:
    """Let one writer at a time change what the covers of `areas` follow from.

    Else two of them would each renew the covers without the other's fact. Taken in the order of
    the keys, because two writers of the same areas would else wait for each other.
    """
    keys = [area.pk for area in areas]
    list(ManagementArea.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def renew_covers_of(areas: Iterable[ManagementArea]) -> None:
    """Write the covers of `areas` as they follow from what is on record now."""
    for area in areas:
        replace_covers(
            source=covers.source_of_area(area),
            covers=covers.of_area(
                area,
                memberships=area.memberships.select_related("compound"),
                contracts=area.contracts.select_related("company"),
            ),
        )


@contextmanager
def refusing(constraint: str, refusal: Refusal) -> Iterator[None]:
    """Turn a violation of the named constraint into `refusal`; the database alone sees races."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        violated = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if violated != constraint:
            raise
        raise refusal from None
