from django.urls import path

from mashangban.registry.types import SheetLayout
from mashangban.registry.views import buildings, codes, sheets

app_name = "registry"
urlpatterns = [
    path("codes/", codes.code_list, name="code_list"),
    path("codes/<uuid:code_id>/", codes.code, name="code"),
    path("codes/<uuid:code_id>/withdraw/", codes.withdraw, name="withdraw_code"),
    path(
        "codes/<uuid:code_id>/sheet.pdf",
        codes.code_sheet,
        {"layout": SheetLayout.SHEET},
        name="code_sheet",
    ),
    path(
        "codes/<uuid:code_id>/sticker.pdf",
        codes.code_sheet,
        {"layout": SheetLayout.STICKERS},
        name="code_sticker",
    ),
    path("codes/compounds/<uuid:compound_id>/", codes.compound_codes, name="compound_codes"),
    path("codes/compounds/<uuid:compound_id>/issue/", codes.issue, name="issue_codes"),
    path("codes/compounds/<uuid:compound_id>/issue-at/", codes.issue_at, name="issue_code_at"),
    path(
        "codes/compounds/<uuid:compound_id>/sheets/",
        sheets.ask_for_compound,
        name="ask_for_compound_sheets",
    ),
    path(
        "codes/subdistricts/<str:code>/issue/",
        codes.issue_in_subdistrict,
        name="issue_in_subdistrict",
    ),
    path(
        "codes/subdistricts/<str:code>/sheets/",
        sheets.ask_for_subdistrict,
        name="ask_for_subdistrict_sheets",
    ),
    path("codes/sheets/", sheets.sheet_orders, name="sheet_orders"),
    path("codes/sheets/<uuid:order_id>/", sheets.sheet_order, name="sheet_order"),
    path("codes/sheets/<uuid:order_id>/sheets.pdf", sheets.sheets_pdf, name="sheets_pdf"),
    path("compounds/<uuid:compound_id>/places/", buildings.compound_places, name="compound_places"),
    path("places/<str:kind>/<uuid:place_id>/", buildings.place, name="place"),
    path("places/<str:kind>/<uuid:place_id>/rename/", buildings.rename, name="rename_place"),
    path("places/<str:kind>/<uuid:place_id>/retire/", buildings.retire, name="retire_place"),
]
