from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NotificationsConfig(AppConfig):
    name = "mashangban.notifications"
    label = "notifications"

    def ready(self) -> None:
        # Contexts register the words of what they send; the inbox needs all of them.
        autodiscover_modules("messages")
