"""Signing a test client in as somebody who has shown their second factor."""

from django.http import HttpRequest
from django.test import Client

from mashangban.accounts import sessions
from mashangban.accounts.models import User


def sign_in(client: Client, user: User) -> None:
    """Sign `user` in on `client`, password and second factor done."""
    client.force_login(user)
    request = HttpRequest()
    request.session = client.session
    sessions.prove_second_factor(request, user)
    request.session.save()
