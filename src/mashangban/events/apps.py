from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "mashangban.events"
    label = "events"
