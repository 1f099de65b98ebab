"""Addresses of slips and homes: short, because one of them is printed and typed."""

from django.urls import path

from mashangban.registry.views import households

app_name = "households"
urlpatterns = [
    path("h/", households.enter_slip, name="enter_slip"),
    path("h/<str:code>/", households.bind, name="bind"),
    path("my/homes/", households.my_homes, name="my_homes"),
    path("my/homes/<uuid:binding_id>/unbind/", households.unbind, name="unbind"),
]
