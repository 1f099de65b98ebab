from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "mashangban.web"
    label = "web"
