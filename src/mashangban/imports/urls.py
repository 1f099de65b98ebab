"""Addresses of imports."""

from django.urls import path, register_converter

from mashangban.imports import views


class StepConverter:
    """The steps that a person takes with a button."""

    regex = "import|again|discard|undo"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(StepConverter, "import_step")

app_name = "imports"
urlpatterns = [
    path("", views.run_list, name="list"),
    path("new/", views.upload, name="upload"),
    path("<uuid:run_id>/", views.run, name="run"),
    path("<uuid:run_id>/choose/", views.choose, name="choose"),
    path("<uuid:run_id>/report.csv", views.report, name="report"),
    path("<uuid:run_id>/<import_step:step>/", views.decide, name="decide"),
]
