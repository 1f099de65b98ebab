"""The size `large`: a demonstration district multiplied inside its database.

240 compounds become 12,960 and 20,000 requests 2 million, with units, owners, rolls, histories and
clocks. Each copy stands on its own: keys of its own, a name with its number, a place beside the
original, its times a little earlier. People, companies and regions stay the same. What residents
wrote is encrypted anew for each copy.
"""

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import md5
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from django.db.models import Field, Model

DISTRICTS: Final = 54  # times 240 compounds
REQUESTS: Final = 100  # times 20,000
_STRIDE: Final = 10_000_000  # between the numbered keys of two copies
_APART: Final = 0.0004  # degrees between a place and its copies, some 40 m
_SIDE_BY_SIDE: Final = 8
_EARLIER: Final = "interval '7 minutes'"  # each copy of a request than the one before
_TOLD: Final = ("place", "description")

_REGISTRY: Final = (
    "Compound",
    "CompoundAlias",
    "Lane",
    "Building",
    "EntranceBlock",
    "Facility",
    "Code",
    "ManagementArea",
    "AreaChange",
    "AreaMembership",
    "Contract",
    "ManagerPost",
    "CommitteeTerm",
    "Renovation",
    "Unit",
    "OwnerHolding",
    "Roll",
    "RollHead",
    "RollUnit",
    "OwnersVote",
    "OwnersBallot",
)
_SERVICE_REQUESTS: Final = ("ServiceRequest", "RequestEvent", "Clock")
# How what must differ is made different; {k} is the number of the copy.
_VARIED: Final = {
    "registry_compound.name": "name || ' ' || {k}",
    "registry_compound.longitude": f"longitude + {_APART} * ({{k}} % {_SIDE_BY_SIDE})",
    "registry_compound.latitude": f"latitude + {_APART} * ({{k}} / {_SIDE_BY_SIDE})",
    "registry_compound.import_key": "import_key || '-' || {k}",
    "registry_code.token": "left(md5(token || {k}), length(token))",
    "service_requests_servicerequest.number": "number || '-' || {k}",
    "service_requests_servicerequest.idempotency_key": "pg_temp.copied(idempotency_key, {k})",
    "service_requests_requestevent.text_id": "NULL",
}


def multiply(url: str, *, say: Callable[[str], None]) -> None:
    """Multiply the demonstration district of the database at `url`; takes minutes.

    Needs Django set up on that database, for the tables' columns and the installation's keys.
    """
    with psycopg.connect(url, autocommit=True) as database:
        # Keys are copied with the rows that they refer to: checking each would double the time.
        database.execute("SET session_replication_role = replica")
        database.execute("SET synchronous_commit = off")
        # Keys begin with the instant of their row. Copies keep it, as their neighbours in an index.
        database.execute(
            """CREATE FUNCTION pg_temp.copied(id uuid, k integer) RETURNS uuid
               LANGUAGE sql IMMUTABLE AS
               $$ SELECT CASE WHEN k = 0 THEN id ELSE
                    (left(translate(id::text, '-', ''), 16)
                     || left(md5(id::text || ':' || k), 16))::uuid END $$"""
        )
        with _told(say, "places, contracts, units and rolls"):
            _scopes(database)
            for name in _REGISTRY:
                _copy(database, "registry", name, copies=DISTRICTS)
        with _told(say, "requests, histories and clocks"):
            for name in _SERVICE_REQUESTS:
                _copy(database, "service_requests", name, copies=REQUESTS)
        with _told(say, "what residents wrote"):
            _words(database)


@contextmanager
def _told(say: Callable[[str], None], what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    say(f"{what}: {time.monotonic() - began:.0f} s")


def _scopes(database: psycopg.Connection[Any]) -> None:
    """Copy the scopes of compounds, areas and contracts, and what covers them."""
    database.execute(
        """CREATE TEMP TABLE own_scope AS
           SELECT scope_id AS id FROM registry_compound
           UNION ALL SELECT scope_id FROM registry_managementarea
           UNION ALL SELECT scope_id FROM registry_contract"""
    )
    database.execute("ALTER TABLE own_scope ADD PRIMARY KEY (id)")
    numbers = {"stride": _STRIDE, "last": DISTRICTS - 1}
    database.execute(
        """INSERT INTO accounts_scope (id, kind, label)
           SELECT id + k * %(stride)s, kind, label
             FROM accounts_scope JOIN own_scope USING (id), generate_series(1, %(last)s) k""",
        numbers,
    )
    database.execute(
        """INSERT INTO accounts_scopecover (id, outer_id, inner_id, period, source)
           SELECT cover.id + k * %(stride)s,
                  cover.outer_id + CASE WHEN above.id IS NULL THEN 0 ELSE k * %(stride)s END,
                  cover.inner_id + k * %(stride)s, cover.period, cover.source
             FROM accounts_scopecover cover
             JOIN own_scope inside ON inside.id = cover.inner_id
             LEFT JOIN own_scope above ON above.id = cover.outer_id,
                  generate_series(1, %(last)s) k""",
        numbers,
    )


def _copy(database: psycopg.Connection[Any], room: str, name: str, *, copies: int) -> None:
    """Write the copies of a model's rows; its originals are kept aside in a table of their own."""
    from django.apps import apps

    model = apps.get_model(room, name)
    columns = [each for each in model._meta.concrete_fields if not each.generated]
    table = sql.Identifier(model._meta.db_table)
    database.execute(
        sql.SQL("CREATE TEMP TABLE {} AS SELECT * FROM {}").format(_originals(model), table)
    )
    database.execute(
        sql.SQL(
            "INSERT INTO {table} ({names})"
            " SELECT {values} FROM {originals} row"
            " CROSS JOIN LATERAL generate_series(1, {last}) k"
        ).format(
            table=table,
            names=sql.SQL(", ").join(sql.Identifier(str(each.column)) for each in columns),
            values=sql.SQL(", ").join(_value(each) for each in columns),
            originals=_originals(model),
            last=sql.Literal(copies - 1),
        )
    )


def _originals(model: "type[Model]") -> sql.Identifier:
    return sql.Identifier(f"original_{model._meta.db_table}")


def _value(field: "Field[Any, Any]") -> sql.Composable:
    """Return what stands in a column of the copy `k` of `row`."""
    model = field.model._meta
    column = sql.Identifier(str(field.column))
    # There are more copies of requests than of compounds: they share them.
    of_request = model.app_label == "service_requests"
    place = sql.SQL(f"(k % {DISTRICTS})" if of_request else "k")
    if varied := _VARIED.get(f"{model.db_table}.{field.column}"):
        return sql.SQL(varied.replace("{k}", "k"))
    leads_to = field.related_model._meta.object_name if field.related_model else ""
    if field.primary_key or leads_to in _SERVICE_REQUESTS:
        return sql.SQL("pg_temp.copied(row.{}, k)").format(column)
    if leads_to in _REGISTRY:
        return sql.SQL("pg_temp.copied(row.{}, {})").format(column, place)
    if leads_to == "Scope":
        return sql.SQL("row.{} + {} * {}").format(column, place, sql.Literal(_STRIDE))
    if of_request and field.get_internal_type() == "DateTimeField":
        return sql.SQL("row.{} - k * {}").format(column, sql.SQL(_EARLIER))
    return sql.SQL("row.{}").format(column)


def _words(database: psycopg.Connection[Any]) -> None:
    """Encrypt what was said in each request once more for each copy, and write it by COPY."""
    from mashangban.service_requests import texts

    said = database.execute(
        """SELECT text.id, text.ciphertext, text.kind, reporter.wrapped_key, request.id
             FROM service_requests_requesttext text
             JOIN original_service_requests_servicerequest request ON request.id = text.request_id
             JOIN accounts_person reporter ON reporter.id = request.reporter_id
            WHERE text.kind = ANY (%s) AND reporter.wrapped_key IS NOT NULL""",
        [list(_TOLD)],
    ).fetchall()
    statement = "COPY service_requests_requesttext (id, request_id, kind, ciphertext) FROM STDIN"
    with database.cursor() as cursor, cursor.copy(statement) as copy:
        for text_id, ciphertext, kind, key, request_id in said:
            words = texts.unseal(key, text_id, ciphertext)
            for k in range(1, REQUESTS):
                own = uuid.uuid4()
                copy.write_row((own, _copied(request_id, k), kind, texts.seal(key, own, words)))


def _copied(row_id: uuid.UUID, k: int) -> uuid.UUID:
    """Return the key of a copy, as `pg_temp.copied` makes it: in the original's place in time."""
    digest = md5(f"{row_id}:{k}".encode(), usedforsecurity=False).hexdigest()
    return uuid.UUID(row_id.hex[:16] + digest[:16])
