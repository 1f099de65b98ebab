from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "mashangban.audit"
    label = "audit"
