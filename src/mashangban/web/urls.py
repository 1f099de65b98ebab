"""Addresses of the pages that join contexts."""

from django.urls import path

from mashangban.web import views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("c/<str:token>/", views.landing, name="landing"),
    path("legacy/", views.legacy, name="legacy"),
    path("legacy/<path:key>", views.legacy, name="legacy_key"),
    path("find/", views.find_code, name="find_code"),
    path("map/", views.district_map, name="district_map"),
    path("preferences/", views.preferences, name="preferences"),
    path("privacy/", views.privacy, name="privacy"),
    path("healthz", views.healthz, name="healthz"),
    path("system/events/", views.undelivered_events, name="undelivered_events"),
    path("system/events/retry/", views.retry_all_deliveries, name="retry_all_deliveries"),
    path("system/events/<int:delivery_id>/retry/", views.retry_delivery, name="retry_delivery"),
]
