"""Addresses of the registry."""

from django.urls import path

from mashangban.registry.types import SheetLayout
from mashangban.registry.views import (
    area_changes,
    areas,
    buildings,
    codes,
    companies,
    compounds,
    contracts,
    households,
    maps,
    owners,
    rules,
    sheets,
    votes,
)

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
    path("companies/", companies.company_list, name="companies"),
    path("companies/<uuid:company_id>/", companies.company_page, name="company"),
    path("contracts/", contracts.calendar, name="contracts"),
    path("contracts/<uuid:contract_id>/end/", contracts.end_contract, name="end_contract"),
    path("areas/<uuid:area_id>/", areas.area_page, name="area"),
    path("areas/<uuid:area_id>/contract/", areas.new_contract, name="new_contract"),
    path("areas/<uuid:area_id>/manager/", areas.appoint_manager, name="appoint_manager"),
    path("areas/<uuid:area_id>/committee/", areas.committee, name="committee"),
    path("areas/<uuid:area_id>/merge/", area_changes.merge_areas, name="merge_areas"),
    path("areas/<uuid:area_id>/split/", area_changes.split_area, name="split_area"),
    path("rules/", rules.rule_list, name="rules"),
    path("rules/<slug:code>/follow/", rules.follow_rule, name="follow_rule"),
    path("map/subdistricts.json", maps.subdistricts, name="map_subdistricts"),
    path("map/compounds.json", maps.compounds, name="map_compounds"),
    path("owners/", owners.area_list, name="areas"),
    path("areas/<uuid:area_id>/owners/", owners.area_owners, name="area_owners"),
    path("areas/<uuid:area_id>/owners/freeze/", owners.freeze, name="freeze_roll"),
    path("areas/<uuid:area_id>/owners/gaps.csv", owners.gaps, name="roll_gaps"),
    path("compounds/<uuid:compound_id>/units/", owners.units, name="units"),
    path("compounds/<uuid:compound_id>/slips/", households.slips, name="slips"),
    path("rolls/<uuid:roll_id>/", owners.roll, name="roll"),
    path("rolls/<uuid:roll_id>/votes/", owners.open_vote, name="open_vote"),
    path("votes/<uuid:vote_id>/", votes.vote, name="vote"),
    path("votes/<uuid:vote_id>/ballots/", votes.record, name="record_ballot"),
    path(
        "votes/<uuid:vote_id>/ballots/<uuid:ballot_id>/strike/", votes.strike, name="strike_ballot"
    ),
    path("votes/<uuid:vote_id>/count/", votes.count, name="count_vote"),
    path("votes/<uuid:vote_id>/tally.pdf", votes.tally, name="tally"),
]
