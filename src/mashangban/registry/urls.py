from django.urls import path

from mashangban.registry.views import area_changes, areas, codes, companies, contracts, rules

app_name = "registry"
urlpatterns = [
    path("codes/<uuid:code_id>/sheet.pdf", codes.code_sheet, name="code_sheet"),
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
]
