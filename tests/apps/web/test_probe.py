import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.sign_in import sign_in
from tests.world import *
@pytest.mark.django_db
def test_p(world):
    a_report(world)
    sign_in(c:=Client(), world.he.user)
    for path in ("/", "/requests/"):
        with CaptureQueriesContext(connection) as cap:
            c.get(path)
        for q in cap: print(q["sql"][:230]); print()
        print("=======")
    assert 0
