"""How the worker's process reaches the queue of jobs."""

from procrastinate.connector import BaseConnector
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector


class WorkerConnector(PsycopgConnector):
    """Fetches jobs over connections of its own, but defers those of a running job over Django's.

    procrastinate's own connector for workers defers over its pool: outside of the transaction of
    the job that defers, so before its commit, and even if it is rolled back.
    """

    def get_sync_connector(self) -> BaseConnector:
        return DjangoConnector()


def worker_connector() -> WorkerConnector:
    """Return what to run a worker with: `app.replace_connector(worker_connector())`."""
    return WorkerConnector(kwargs=connector_params())
