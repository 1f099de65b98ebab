"""Addresses of service requests: by code, by private link, and of the workbench."""

from django.urls import path

from mashangban.service_requests.views import exports, resident, staff

app_name = "service_requests"
urlpatterns = [
    path("c/<str:token>/report/", resident.report, name="report"),
    path("my/", resident.my_reports, name="my_reports"),
    path("f/<str:token>/", resident.follow, name="follow"),
    path("f/<str:token>/confirm/", resident.confirm, name="confirm"),
    path("f/<str:token>/reopen/", resident.reopen, name="reopen"),
    path("f/<str:token>/withdraw/", resident.withdraw, name="withdraw"),
    path("f/<str:token>/rate/", resident.rate, name="rate"),
    path("f/<str:token>/revoke/", resident.revoke, name="revoke"),
    path("f/<str:token>/photos/<uuid:photo_id>/<str:size>", resident.photo, name="follow_photo"),
    path("requests/", staff.request_list, name="list"),
    path("requests/export/", exports.export, name="export"),
    path("requests/map.json", staff.request_map, name="map"),
    path("requests/<uuid:request_id>/", staff.request_detail, name="detail"),
    path("requests/<uuid:request_id>/accept/", staff.accept, name="accept"),
    path("requests/<uuid:request_id>/start/", staff.start, name="start"),
    path("requests/<uuid:request_id>/resolve/", staff.resolve, name="resolve"),
    path("requests/<uuid:request_id>/contact/", staff.contact, name="contact"),
    path("requests/<uuid:request_id>/photos/<uuid:photo_id>/<str:size>", staff.photo, name="photo"),
]
