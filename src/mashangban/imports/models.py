"""Imports, the files they read, and what they changed."""

from django.db import models
from django.db.models import Q

from mashangban.accounts.models import Person
from mashangban.imports.states import WORKFLOW, S


class ImportRun(models.Model):
    """One import of one file. The counts are those of `kit.imports.Summary`, of rows."""

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=16, choices=[(s.name, s.name) for s in WORKFLOW.states])
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField()
    # Which column holds what, as `kit.imports.Mapping` takes it; and the columns there are.
    mapping = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    skip_refused = models.BooleanField(default=False)
    problem = models.TextField(blank=True)  # why the last step did not succeed, a sentence
    sha256 = models.CharField(max_length=64, blank=True)
    encoding = models.CharField(max_length=16, blank=True)
    crs = models.CharField(max_length=16, blank=True)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    # How far the worker is; written apart from its transaction, so that others see it.
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[S.WRITTEN, S.UNDOING, S.UNDONE])
                | Q(written_at__isnull=False),
                name="import_written_when",
            ),
            models.CheckConstraint(
                condition=Q(state=S.UNDONE, undone_at__isnull=False)
                | (~Q(state=S.UNDONE) & Q(undone_at__isnull=True)),
                name="import_undone_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=S.FAILED) | ~Q(problem=""), name="import_failed_why"
            ),
        ]
        indexes = [models.Index(fields=["-begun_at", "id"], name="import_begun")]


class ImportFile(models.Model):
    """The file of an import and its report, encrypted under the key of whoever brought it.

    Kept until the import has ended, the report until it is old: sheets may hold personal data.
    """

    run = models.OneToOneField(
        ImportRun, on_delete=models.CASCADE, primary_key=True, related_name="file"
    )
    content = models.BinaryField(null=True)
    report = models.BinaryField(null=True)  # CSV


class ImportChange(models.Model):
    """What an import wrote about one subject, in the order written; see `kit.imports.Change`."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=64)
    label = models.CharField(max_length=200)
    before = models.JSONField(null=True)
    after = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="import_changes_in_order"),
        ]
