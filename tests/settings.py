"""The settings of a test run: those of the product in test mode, with a home of its own."""

import os
import tempfile

os.environ["MASHANGBAN_MODE"] = "test"
os.environ.setdefault("MASHANGBAN_HOME", tempfile.mkdtemp(prefix="mashangban-test-"))

from mashangban.config.settings import *  # noqa: F403

# Hashing passwords slowly is Django's business, not what these tests are about.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - whitenoise warns without it
