"""`DATABASE_URL`: one address of a PostgreSQL database, read the way libpq reads it."""

import re
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict

_EXAMPLE = "postgresql://user:password@host:5432/database"


class DatabaseSettings(TypedDict):
    """The part of an entry of Django's DATABASES that an address gives."""

    NAME: str
    USER: str
    PASSWORD: str
    HOST: str
    PORT: str
    OPTIONS: dict[str, str]


def parse_database_url(url: str) -> DatabaseSettings:
    """Return what `url` says, in the words of Django's DATABASES.

    Form: `postgresql://user:password@host:port/database?sslmode=require`, special characters
    percent-encoded; a folder of Unix sockets is named by `?host=%2Frun%2Fpostgresql`. Every
    parameter of libpq may follow the question mark. Source: PostgreSQL manual, "Connection URIs".
    Raises ValueError; the message never contains the address, which may hold a password.
    """
    url = url.strip()
    if not url.startswith(("postgresql://", "postgres://")):
        raise _unreadable("it does not begin with postgresql://")
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    except psycopg.ProgrammingError as error:
        raise _unreadable(_without_quotation(str(error).strip())) from None
    if not parts.get("dbname"):
        raise _unreadable("it names no database")
    if not all(port.isdecimal() for port in parts.get("port", "").split(",") if port):
        raise _unreadable("the port is not a number")
    return DatabaseSettings(
        NAME=parts.pop("dbname"),
        USER=parts.pop("user", ""),
        PASSWORD=parts.pop("password", ""),
        HOST=parts.pop("host", ""),
        PORT=parts.pop("port", ""),
        OPTIONS=parts,
    )


def _unreadable(reason: str) -> ValueError:
    return ValueError(
        f"DATABASE_URL cannot be used: {reason}. Write it like this, special characters "
        f"percent-encoded: {_EXAMPLE}"
    )


def _without_quotation(message: str) -> str:
    """Cut what libpq quotes of the address: it may be the password."""
    return re.sub(r'".*"', "…", message, flags=re.DOTALL)


def socket_url(folder: Path, *, user: str, database: str) -> str:
    """Return the address of `database` on the server whose Unix socket is in `folder`."""
    return f"postgresql://{quote(user, safe='')}@/{database}?host={quote(str(folder), safe='')}"
