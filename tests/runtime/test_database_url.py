from pathlib import Path
from typing import Any

import pytest

from mashangban.runtime.database_url import parse_database_url, socket_url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://fang:secret@db.example:5433/district",
            {
                "NAME": "district",
                "USER": "fang",
                "PASSWORD": "secret",
                "HOST": "db.example",
                "PORT": "5433",
            },
        ),
        ("postgres:///district", {"NAME": "district"}),
        (" postgresql://db/district\n", {"NAME": "district", "HOST": "db"}),
        ("postgresql://[::1]:5432/district", {"NAME": "district", "HOST": "::1", "PORT": "5432"}),
        ("postgresql://a:1,b:2/district", {"NAME": "district", "HOST": "a,b", "PORT": "1,2"}),
        (
            "postgresql://postgres@/district?host=%2Frun%2F%E6%95%B0%E6%8D%AE",
            {"NAME": "district", "USER": "postgres", "HOST": "/run/数据"},
        ),
        (
            "postgresql://fang:p%40ss%2Fword%23@db/district",
            {"NAME": "district", "USER": "fang", "PASSWORD": "p@ss/word#", "HOST": "db"},
        ),
        (
            "postgresql://db/district?sslmode=verify-full&sslrootcert=/etc/ca.pem&connect_timeout=3",
            {
                "NAME": "district",
                "HOST": "db",
                "OPTIONS": {
                    "sslmode": "verify-full",
                    "sslrootcert": "/etc/ca.pem",
                    "connect_timeout": "3",
                },
            },
        ),
    ],
)
def test_an_address_becomes_settings_of_django(url: str, expected: dict[str, Any]) -> None:
    nothing = {"USER": "", "PASSWORD": "", "HOST": "", "PORT": "", "OPTIONS": {}}
    assert parse_database_url(url) == {**nothing, **expected}


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "does not begin with postgresql://"),
        ("mysql://fang:secret@db/district", "does not begin with postgresql://"),
        ("fang:secret@db/district", "does not begin with postgresql://"),
        ("postgresql://fang:secret@db", "names no database"),
        ("postgresql://fang:secret/more@db/district", "the port is not a number"),
        ("postgresql://fang:secret%zz@db/district", "invalid percent-encoded token"),
        ('postgresql://fang:a"secret%zz@db/district', "invalid percent-encoded token"),
        ("postgresql://fang:secret word@db/district", "unexpected spaces"),
        ("postgresql://fang:secret@[::1/district", "end of string reached"),
        ("postgresql://fang:secret@db/district?ssl=yes", "invalid URI query parameter"),
    ],
)
def test_an_unusable_address_is_refused_without_showing_the_password(url: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as refusal:
        parse_database_url(url)
    assert "secret" not in str(refusal.value)
    assert "postgresql://user:password@host" in str(refusal.value)


def test_the_address_of_a_socket_is_read_back() -> None:
    folder = Path("/srv/码上办 & co/socket")
    settings = parse_database_url(socket_url(folder, user="postgres", database="district"))
    assert (settings["HOST"], settings["USER"], settings["NAME"]) == (
        str(folder),
        "postgres",
        "district",
    )
