"""The line of the side bar."""

from django.utils.translation import gettext_lazy as _

from mashangban.imports.permissions import IMPORT
from mashangban.kit.slots import NavEntry, register_nav

register_nav(
    NavEntry(
        section=_("Registry"),
        label=_("Imports"),
        url_name="imports:list",
        icon="upload",
        permission=IMPORT,
        order=195,
    )
)
