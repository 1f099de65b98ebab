from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import autodiscover_modules

from mashangban.kit import logs


class KitConfig(AppConfig):
    name = "mashangban.kit"
    label = "kit"

    def ready(self) -> None:
        logs.configure(readable=settings.MODE.clock_may_move)
        autodiscover_modules("panels")
