from django.urls import path

from mashangban.registry.views import codes

app_name = "registry"
urlpatterns = [
    path("codes/<uuid:code_id>/sheet.pdf", codes.code_sheet, name="code_sheet"),
]
