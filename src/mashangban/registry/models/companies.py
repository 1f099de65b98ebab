"""Property companies (物业服务企业)."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from mashangban.accounts.models import Scope
from mashangban.registry.models.searchable import Searchable


class Company(Searchable):
    """物业服务企业."""

    id = models.UUIDField(primary_key=True, editable=False)
    name = models.CharField(max_length=120)
    pinyin = models.CharField(max_length=840)  # 120 syllables of up to 6 letters, with blanks
    uscc = models.CharField(max_length=18, unique=True, null=True)
    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["pinyin", "id"], name="company_pinyin"),
            GinIndex(fields=["search_grams"], name="company_search"),
        ]
