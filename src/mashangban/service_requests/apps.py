from django.apps import AppConfig


class ServiceRequestsConfig(AppConfig):
    name = "mashangban.service_requests"
    label = "service_requests"
