"""Which address belongs to whom."""

from django.urls import include, path

urlpatterns = [
    path("", include("mashangban.web.urls")),
    path("", include("mashangban.service_requests.urls")),
    path("registry/", include("mashangban.registry.urls")),
    path("imports/", include("mashangban.imports.urls")),
    path("", include("mashangban.registry.household_urls")),
    path("notifications/", include("mashangban.notifications.urls")),
    path("accounts/", include("mashangban.accounts.urls")),
]

handler400 = "mashangban.web.views.bad_request"
handler403 = "mashangban.web.views.forbidden"
handler404 = "mashangban.web.views.not_found"
handler500 = "mashangban.web.views.server_error"
