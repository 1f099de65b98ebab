"""Rows that are found by any part of what they are called."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from mashangban.registry.searching import SearchColumns, grams_of, search_words


class Searchable(models.Model):
    """The columns of `registry.searching`; whoever changes a name writes them anew.

    A concrete model adds `GinIndex(fields=["search_grams"], name=…)`.
    """

    search_text = models.TextField(blank=True)
    search_grams = ArrayField(models.CharField(max_length=2), default=list, blank=True)

    class Meta:
        abstract = True

    def set_search(self, columns: SearchColumns) -> None:
        self.search_text, self.search_grams = columns.text, columns.grams


def matching(typed: str) -> Q:
    """Return the condition that a row holds every word typed; nothing typed fits every row."""
    condition = Q()
    for word in search_words(typed):
        condition &= Q(search_grams__contains=grams_of(word), search_text__contains=word)
    return condition
