from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "mashangban.files"
    label = "files"
