"""Django settings, one file for all modes; what differs is read from the environment."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from mashangban.config import environment
from mashangban.runtime.database_url import parse_database_url

MODE = environment.mode()
HOME = environment.home()
SOURCE = Path(__file__).resolve().parent.parent

DEBUG = False
SECRET_KEY = os.environ.get("MASHANGBAN_SECRET_KEY") or environment.secret("django")
# The address printed on paper: codes and links in messages begin with it.
BASE_URL = environment.base_url()
# This machine's own names let the supervisor ask whether the server is ready.
ALLOWED_HOSTS = [*environment.hosts(BASE_URL), "localhost", "127.0.0.1", "[::1]"]
# Seals of printed codes, newest first: to change keys put a new line above the old ones, which are
# kept for as long as paper sealed with them hangs anywhere.
CODE_TOKEN_KEYS = tuple(line.encode() for line in environment.secret("code-tokens").split())
# Private links are derived from this; a new one makes all links lead nowhere.
FOLLOW_LINK_KEY = environment.secret("follow-links").encode()
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_COOKIES = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "mashangban.web",
    "mashangban.service_requests",
    "mashangban.registry",
    "mashangban.files",
    "mashangban.notifications",
    "mashangban.imports",
    "mashangban.accounts",
    "mashangban.events",
    "mashangban.audit",
    "mashangban.kit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mashangban.kit.middleware.RequestLogMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "mashangban.kit.middleware.PreferencesMiddleware",
    "mashangban.kit.middleware.ReadableMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mashangban.accounts.middleware.SessionRulesMiddleware",
    "mashangban.accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mashangban.kit.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "mashangban.config.urls"
WSGI_APPLICATION = "mashangban.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mashangban.web.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

# `docs/reference/settings.md` explains DATABASE_URL; `mashangban demo` sets it for its children.
_database = parse_database_url(os.environ.get("DATABASE_URL", "postgresql://localhost/mashangban"))
# Planning costs more than running most of our short statements, so plans are kept. A pooler that
# changes connections between transactions cannot do that: MASHANGBAN_PREPARED=off.
_prepared = os.environ.get("MASHANGBAN_PREPARED", "on") != "off"
DATABASES = {
    "default": {
        **_database,
        "ENGINE": "django.db.backends.postgresql",
        "OPTIONS": {
            **_database["OPTIONS"],
            "server_side_binding": _prepared,
            "prepare_threshold": 3 if _prepared else None,
        },
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "mashangban.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "mashangban.accounts.adapters.SecondFactorAdapter"
MFA_TOTP_TOLERANCE = 1  # clocks of telephones drift: one code earlier or later is taken
# Rate limits count by client address; X-Forwarded-For is believed from that many own proxies.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.trusted_proxies()
if ALLAUTH_TRUSTED_PROXY_COUNT:  # TLS ends at the proxy, which says whether there was any
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# Off only by `mashangban demo`, on this machine, with demonstration data.
SECOND_FACTOR_REQUIRED = not (
    MODE.second_factor_may_be_off and os.environ.get("MASHANGBAN_SECOND_FACTOR") == "off"
)

SESSION_COOKIE_AGE = 12 * 3600  # seconds; the longest a sign-in lasts
SESSION_IDLE_AGE = 3600  # seconds without a request that end it sooner
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
X_FRAME_OPTIONS = "DENY"
# A district's own ground for its maps; without one they are drawn from the registry alone.
MAP_TILES = environment.tiles()
_tile_hosts = [MAP_TILES.origin] if MAP_TILES else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", *_tile_hosts],  # WeUI, Tabler: their marks are data URLs
        "connect-src": [SELF, *_tile_hosts],
        "worker-src": [SELF],  # the map's
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kit_cache",
        # It holds the counts of failed sign-ins: at Django's 300 entries, when some are thrown
        # out, a few machines trying made-up names could have their own counts forgotten.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [SOURCE / "config/locale"]  # this room is no app, Django would not look into it
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("MASHANGBAN_STATIC_ROOT", HOME / "static"))
MEDIA_ROOT = HOME / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if MODE is environment.Mode.TEST
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = MODE is environment.Mode.TEST
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FILES = 12
UPLOAD_MAX_SIZE = 125_000_000  # six photos of the largest size that is taken, and the form
FILE_UPLOAD_HANDLERS = [
    "mashangban.kit.uploads.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# What the console shows ends in a log, and a letter holds an address: not in production.
_mailer = "smtp" if MODE is environment.Mode.PRODUCTION else "console"
EMAIL_BACKEND = os.environ.get(
    "MASHANGBAN_EMAIL_BACKEND", f"django.core.mail.backends.{_mailer}.EmailBackend"
)
DEFAULT_FROM_EMAIL = os.environ.get("MASHANGBAN_EMAIL_FROM", "noreply@localhost")

# Lower layers look these up by name, so that one file above them says who does what.
ACCOUNTS_ROLES = "mashangban.config.roles.ROLES"
EVENTS_SUBSCRIPTIONS = "mashangban.config.subscriptions.SUBSCRIPTIONS"

LOGGING_CONFIG = None  # structlog, see kit.logs
