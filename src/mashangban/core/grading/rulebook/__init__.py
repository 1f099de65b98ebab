"""The rulebook: what YAML may say, as frozen models; reading, checking, identity."""

from mashangban.core.grading.rulebook.complaints import RulebookError
from mashangban.core.grading.rulebook.document import Rulebook
from mashangban.core.grading.rulebook.loading import (
    Loaded,
    canonical_text,
    digest,
    json_schema,
    load,
)

__all__ = ["Loaded", "Rulebook", "RulebookError", "canonical_text", "digest", "json_schema", "load"]
