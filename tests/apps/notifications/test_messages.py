"""Words by kind, in the language of whoever reads them."""

import pytest
from django.utils.translation import override

from mashangban.notifications import messages
from mashangban.notifications.errors import UnknownKind
from mashangban.service_requests.messages import REQUEST_NEW
from tests.apps.notifications.conftest import KIND


def test_words_are_rendered_in_the_language_in_use() -> None:
    with override("en"):
        assert messages.render(KIND, {"number": 7}) == ("Unread", "about 7")
    with override("zh-hans"):
        assert messages.render(KIND, {"number": 7}) == ("未读", "about 7")


def test_a_kind_without_words_is_an_error() -> None:
    with pytest.raises(UnknownKind, match=r"messages\.py"):
        messages.render("tests.unheard", {})


def test_a_missing_parameter_is_an_error() -> None:
    with pytest.raises(KeyError):
        messages.render(KIND, {})


def test_a_kind_has_its_words_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        messages.register(KIND, title="", body="")


def test_the_words_of_every_context_are_known_in_every_process() -> None:
    """Nothing here imported the handlers that send them: starting the apps did."""
    with override("en"):
        title, _ = messages.render(REQUEST_NEW, {"number": "PQ-20261123-0007"})

    assert "PQ-20261123-0007" in title
