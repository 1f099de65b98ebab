"""The roles of the house against the permissions that its apps declare."""

import importlib
from collections.abc import Iterator

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from mashangban.accounts.permissions import roles
from mashangban.accounts.types import ADMINISTRATORS
from mashangban.service_requests.permissions import SEE_CONTACT


def declared_permissions() -> Iterator[str]:
    """Yield every dotted constant of every app's `permissions.py`."""
    for config in apps.get_app_configs():
        if config.name.startswith("mashangban.") and module_has_submodule(
            config.module, "permissions"
        ):
            module = importlib.import_module(f"{config.name}.permissions")
            for name, value in vars(module).items():
                if name.isupper() and isinstance(value, str):
                    yield value


def test_every_permission_is_held_by_a_role_and_every_role_holds_declared_ones() -> None:
    held = frozenset().union(*(role.permissions for role in roles().values()))
    assert held == set(declared_permissions())


def test_each_role_is_known_by_its_name_and_says_what_it_does() -> None:
    for name, role in roles().items():
        assert role.name == name
        assert str(role.title)
        assert str(role.description)
        assert role.permissions


def test_the_three_administrators_share_nothing_and_see_nobodys_data() -> None:
    administrators = [roles()[name] for name in ADMINISTRATORS]
    for one in administrators:
        assert SEE_CONTACT not in one.permissions
        for another in administrators:
            assert one is another or one.permissions.isdisjoint(another.permissions)
        for name, role in roles().items():
            assert name in ADMINISTRATORS or one.permissions.isdisjoint(role.permissions)
