"""What can be wrong with an identifier."""

from enum import StrEnum


class Problem(StrEnum):
    LENGTH = "length"
    CHARACTER = "character"
    FORM = "form"
    DATE = "date"
    CHECK_CHARACTER = "check_character"


class IdentifierError(ValueError):
    """The text is not such an identifier.

    The sentence is English; a page shows its own by `problem` and `text`, what was typed.
    """

    def __init__(self, sentence: str, *, problem: Problem, text: str) -> None:
        super().__init__(sentence)
        self.problem = problem
        self.text = text
