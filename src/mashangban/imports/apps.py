from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "mashangban.imports"
    label = "imports"
