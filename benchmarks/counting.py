"""How many queries a page needs, counted in this process against the installation's database."""

import uuid
from collections.abc import Mapping

from benchmarks.cases import Case
from benchmarks.installation import Installation, opened

_TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def queries(cases: tuple[Case, ...], installation: Installation) -> Mapping[str, int]:
    """Return the number of queries of each case, sessions and permissions included."""
    with opened(installation):
        return {case.name: _count(case, installation) for case in cases}


def _count(case: Case, installation: Installation) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from mashangban.accounts.models import User

    client = Client(SERVER_NAME="127.0.0.1")
    if case.signed_in:
        username = installation.about["accounts"]["bureau"]["username"]
        client.force_login(
            User.objects.get(username=username),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
    path = case.path.format(token=installation.token)
    with CaptureQueriesContext(connection) as captured:
        if case.method == "POST":
            answer = client.post(path, _report(), content_type="application/json")
        else:
            answer = client.get(path)
    assert answer.status_code in (200, 201), answer.status_code
    return sum(not query["sql"].startswith(_TRANSACTION) for query in captured)


def _report() -> dict[str, str]:
    return {
        "category": "lamp",
        "spot": "here",
        "place": "三楼",
        "description": "灯不亮已两天。",
        "idempotency_key": str(uuid.uuid4()),
    }
