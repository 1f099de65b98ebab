"""Addresses of the inbox."""

from django.urls import path

from mashangban.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.read_all, name="read_all"),
    path("<uuid:message_id>/", views.open_message, name="open"),
]
