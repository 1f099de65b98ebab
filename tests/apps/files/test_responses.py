"""Photos over HTTP: drawn by the browser, and nothing else."""

import io
import uuid

import pytest
from csp.middleware import CSPMiddleware
from django.http import HttpResponse
from django.test import RequestFactory
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from mashangban.accounts.models import Person
from mashangban.files import actions, responses
from mashangban.files.types import Rendition
from mashangban.kit.errors import NotFound
from tests.apps.files import pictures
from tests.apps.files.conftest import NOW


@pytest.fixture
def ready(fang: Person) -> uuid.UUID:
    photo = actions.receive(content=pictures.jpeg(), person=fang, at=NOW)
    actions.process(photo_id=photo.pk, at=NOW)
    return photo.pk


def test_a_photo_is_served_as_a_picture_and_nothing_else(ready: uuid.UUID) -> None:
    response = responses.photo(ready, Rendition.FULL)

    assert response.status_code == 200
    assert {name: response.headers[name] for name in response.headers} == {
        "Content-Type": "image/jpeg",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": 'inline; filename="photo.jpg"',
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, max-age=3600",
    }
    assert Image.open(io.BytesIO(response.content)).size == (320, 240)


def test_the_policy_of_pages_does_not_replace_its_own(ready: uuid.UUID) -> None:
    middleware = CSPMiddleware(lambda _: responses.photo(ready, Rendition.THUMB))

    response = middleware(RequestFactory().get("/"))

    assert isinstance(response, HttpResponse)
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_one_that_waits_is_stood_in_for(fang: Person) -> None:
    photo = actions.receive(content=pictures.jpeg(), person=fang, at=NOW)

    response = responses.photo(photo.pk, Rendition.FULL)

    assert response.status_code == 202
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "no-store"
    assert response["Retry-After"] == "5"
    assert Image.open(io.BytesIO(response.content)).size == (400, 300)


def test_one_that_was_refused_is_not_found(fang: Person) -> None:
    photo = actions.receive(content=pictures.jpeg((800, 600))[:4000], person=fang, at=NOW)
    actions.process(photo_id=photo.pk, at=NOW)

    with pytest.raises(NotFound):
        responses.photo(photo.pk, Rendition.FULL)


def test_one_that_does_not_exist_is_not_found(db: None) -> None:
    with pytest.raises(NotFound):
        responses.photo(uuid.uuid4(), Rendition.FULL)


def test_it_takes_two_queries(
    ready: uuid.UUID, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        responses.photo(ready, Rendition.FULL)
