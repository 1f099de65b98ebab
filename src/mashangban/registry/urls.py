from django.urls import path

from mashangban.registry.views import codes, maps

app_name = "registry"
urlpatterns = [
    path("codes/<uuid:code_id>/sheet.pdf", codes.code_sheet, name="code_sheet"),
    path("map/subdistricts.json", maps.subdistricts, name="map_subdistricts"),
    path("map/compounds.json", maps.compounds, name="map_compounds"),
]
