"""What cannot be drawn, in a sentence that says how to mend it."""


class CannotDraw(ValueError):
    """The draws asked for make no sense, or would not fit into memory."""


class NothingChanges(CannotDraw):
    """A perturbation that changes no score: it would report a certainty that was not examined."""
