"""What the registry's enumerations are called on the screen."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from mashangban.registry.types import AliasKind, Basis, HousingType, ProtectionKind

HOUSING_WORDS: Final = {
    HousingType.COMMODITY: _("commodity housing"),
    HousingType.SOLD_PUBLIC: _("sold public housing"),
    HousingType.PUBLIC: _("public housing"),
    HousingType.ENTERPRISE: _("enterprise-owned housing"),
    HousingType.AFFORDABLE: _("affordable housing"),
    HousingType.MIXED: _("mixed"),
    HousingType.OTHER: _("other"),
}
ALIAS_WORDS: Final = {
    AliasKind.COMMON: _("what people say"),
    AliasKind.FORMER: _("former name"),
    AliasKind.OFFICIAL: _("official place name"),
    AliasKind.OTHER: _("other"),
}
BASIS_WORDS: Final = {
    Basis.STATED: _("stated"),
    Basis.DERIVED: _("derived from its place on the map"),
    Basis.OVERRIDDEN: _("overridden"),
}
PROTECTION_WORDS: Final = {
    ProtectionKind.HISTORIC: _("historic building"),
    ProtectionKind.RELIC: _("cultural relic"),
}
FIELD_WORDS: Final = {
    "name": _("Name"),
    "address": _("Address"),
    "built_year": _("Built in"),
    "households": _("Households"),
    "floor_area": _("Floor area in m²"),
    "housing_type": _("Housing type"),
    "subdistrict": _("Subdistrict"),
    "subdistrict_basis": _("How that is known"),
    "committee": _("Residents' committee"),
    "longitude": _("Longitude"),
    "latitude": _("Latitude"),
}
VERB_WORDS: Final = {
    "registry.add_compound": _("Entered into the registry"),
    "registry.change_compound": _("Changed"),
    "registry.add_alias": _("Another name added"),
    "registry.remove_alias": _("Another name removed"),
    "registry.add_lane": _("Lane added"),
    "registry.remove_lane": _("Lane removed"),
    "registry.join_area": _("Joined a management area"),
    "registry.add_renovation": _("Renovation recorded"),
    "registry.add_buildings": _("Buildings entered"),
}
