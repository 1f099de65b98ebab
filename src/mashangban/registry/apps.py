from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "mashangban.registry"
    label = "registry"
