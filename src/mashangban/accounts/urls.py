"""The pages of signing in. Of the sign-in library's pages only those that we offer.

Left out: signing up, e-mail addresses and password resets by mail, which would keep personal data
outside the protected side rows. A lost password is reset by the security administrator.
"""

from allauth.account import views as account
from django.urls import include, path

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("2fa/", include("allauth.mfa.urls")),
]
