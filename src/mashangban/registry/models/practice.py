"""What a district does with rules that have run out."""

from django.db import models


class ExpiredRuleChoice(models.Model):
    """Whether the district still follows the rule `code` in practice after its last day.

    A rule without a row is followed.
    """

    code = models.CharField(max_length=40, primary_key=True)
    followed = models.BooleanField()
    chosen_at = models.DateTimeField()
