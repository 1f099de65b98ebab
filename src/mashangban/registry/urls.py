"""Addresses of the registry."""

from django.urls import path

from mashangban.registry.views import codes, compounds

app_name = "registry"
urlpatterns = [
    path("codes/<uuid:code_id>/sheet.pdf", codes.code_sheet, name="code_sheet"),
    path("compounds/", compounds.compounds, name="compounds"),
    path("compounds/<uuid:compound_id>/", compounds.compound, name="compound"),
    path("compounds/<uuid:compound_id>/facts/", compounds.facts, name="compound_facts"),
    path("compounds/<uuid:compound_id>/names/", compounds.names, name="compound_names"),
    path("compounds/<uuid:compound_id>/names/add-alias/", compounds.add_alias, name="add_alias"),
    path(
        "compounds/<uuid:compound_id>/names/remove-alias/",
        compounds.remove_alias,
        name="remove_alias",
    ),
    path("compounds/<uuid:compound_id>/names/add-lane/", compounds.add_lane, name="add_lane"),
    path(
        "compounds/<uuid:compound_id>/names/remove-lane/", compounds.remove_lane, name="remove_lane"
    ),
    path(
        "compounds/<uuid:compound_id>/administration/",
        compounds.administration,
        name="compound_administration",
    ),
    path(
        "compounds/<uuid:compound_id>/administration/subdistrict/",
        compounds.override_subdistrict,
        name="override_subdistrict",
    ),
    path(
        "compounds/<uuid:compound_id>/administration/committee/",
        compounds.set_committee,
        name="set_committee",
    ),
]
