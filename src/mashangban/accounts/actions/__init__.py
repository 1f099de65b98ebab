"""Everything that changes people, sign-ins, scopes, grants and the key ring."""

from mashangban.accounts.actions.expired import forget_expired
from mashangban.accounts.actions.exports import record_export
from mashangban.accounts.actions.grants import end_grant, grant
from mashangban.accounts.actions.installation import (
    init_key_ring,
    mark_as_demonstration,
    retire_ring_keys,
    rewrap_keys,
    rotate_key_ring,
)
from mashangban.accounts.actions.people import (
    PersonRows,
    compose_person,
    create_person,
    erase_person,
    lock_person,
    reveal,
)
from mashangban.accounts.actions.scopes import (
    create_scope,
    create_scopes,
    remove_scopes,
    replace_covers,
    replace_covers_of,
    system_scope,
)
from mashangban.accounts.actions.users import (
    create_staff,
    create_user,
    readable_password,
    reset_second_factor,
    set_active,
    set_password,
)

__all__ = [
    "PersonRows",
    "compose_person",
    "create_person",
    "create_scope",
    "create_scopes",
    "create_staff",
    "create_user",
    "end_grant",
    "erase_person",
    "forget_expired",
    "grant",
    "init_key_ring",
    "lock_person",
    "mark_as_demonstration",
    "readable_password",
    "record_export",
    "remove_scopes",
    "replace_covers",
    "replace_covers_of",
    "reset_second_factor",
    "retire_ring_keys",
    "reveal",
    "rewrap_keys",
    "rotate_key_ring",
    "set_active",
    "set_password",
    "system_scope",
]
