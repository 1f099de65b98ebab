"""The same seed and clock make the same district; where somebody lives already, none is made."""

import hashlib
from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoDbBlocker

from mashangban.accounts import actions as accounts
from mashangban.accounts.errors import NotDemonstration
from mashangban.files import store
from mashangban.files.types import Rendition
from mashangban.registry.models import Region
from tests.apps.demonstration.making import BY, NOW, make, undone
from tests.apps.demonstration.rows import TRANSACTION, Row, all_rows, restart_sequences

pytestmark = pytest.mark.django_db  # else the database is not made when this runs by itself
UNLIKE = (
    TRANSACTION,
    ("accounts_user", "password"),  # drawn for each installation, and salted
)


def test_where_people_are_known_nothing_is_generated(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), undone():
        accounts.init_key_ring(by=BY, at=NOW)
        accounts.create_person(by=BY, at=NOW)
        with pytest.raises(NotDemonstration):
            make()
        assert not Region.objects.exists()


def test_the_same_seed_and_clock_make_the_same_rows_and_files(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        restart_sequences()
        once, again, later = (_digests(at) for at in (NOW, NOW, NOW + timedelta(minutes=1)))
    assert once == again
    assert once["service_requests_servicerequest"] != later["service_requests_servicerequest"]
    assert once["registry_compound"] == later["registry_compound"]
    assert once["files"] != later["files"]


def _digests(at: datetime) -> dict[str, str]:
    """Generate a district, forget it, and return the digest of each table and of the photos."""
    with undone():
        make(at=at)
        tables = all_rows(without=UNLIKE)
        files = [_file(part, row) for row in tables["files_photo"] for part in Rendition]
    digests = {table: _digest(repr(rows).encode()) for table, rows in tables.items()}
    return {**digests, "files": _digest(b"".join(files))}


def _file(part: Rendition, row: Row) -> bytes:
    return store.read(row["id"], store.Part(part))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
