from django.urls import path

from mashangban.registry.views import codes, households, owners, votes

app_name = "registry"
urlpatterns = [
    path("codes/<uuid:code_id>/sheet.pdf", codes.code_sheet, name="code_sheet"),
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
