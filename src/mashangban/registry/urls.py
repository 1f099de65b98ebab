from django.urls import path

from mashangban.registry import views

app_name = "registry"
urlpatterns = [
    path("codes/<uuid:code_id>/sheet.pdf", views.code_sheet, name="code_sheet"),
]
