"""What is refused before and during the draws."""

import numpy as np

from mashangban.core.grading.doubt.arrays import Floats
from mashangban.core.grading.doubt.draws.errors import CannotDraw, NothingChanges
from mashangban.core.grading.doubt.draws.experiment import Experiment
from mashangban.core.grading.doubt.draws.perturbations import Choice, Perturbation

TRIALS = 8
SAME = 1e-9  # of a score, or relative where it is above 1


def unperturbed(experiment: Experiment) -> Floats:
    """Return the scores as the rulebook has them; NaN: none.

    Raises CannotDraw if no unit has a score, or one has an infinite one.
    """
    scores = experiment.scored_as({})
    if np.isnan(scores).all() or np.isinf(scores).any():
        raise CannotDraw("The rulebook gives no unit a score, or one that is infinite.")
    return scores


def refuse_without_result(scores: Floats, nominal: Floats) -> None:
    """Raise CannotDraw if a unit with a `nominal` score has none, or an infinite one, in a draw."""
    lost = ~np.isfinite(scores) & ~np.isnan(nominal)
    if lost.any():
        raise CannotDraw(
            "A draw gives a unit no score: the logarithm or the inverse of a number that is not"
            " above 0, in all likelihood. Set a floor above 0 for what a geometric or harmonic mean"
            " is taken of, or leave this way of working out."
        )


def refuse_what_changes_nothing(experiment: Experiment) -> None:
    """Raise NothingChanges if a perturbation, on its own, changes no score.

    A choice is compared alternative by alternative; noise in a few draws.
    """
    if not experiment.vary:
        raise NothingChanges("Nothing is varied: name at least one perturbation.")
    nominal = unperturbed(experiment)
    for perturbation in experiment.vary:
        if isinstance(perturbation, Choice):
            _refuse_same_alternatives(experiment, perturbation)
        elif not _moves(experiment, perturbation, nominal):
            raise NothingChanges(
                f"“{perturbation.name}” changes no score of any unit. Check its size and where it"
                " applies (weights of a single child, or under a minimum, move nothing); or leave"
                " it out."
            )


def _moves(experiment: Experiment, perturbation: Perturbation, nominal: Floats) -> bool:
    alone = experiment.alone(perturbation)
    for batch in alone.batches(np.arange(TRIALS, dtype=np.uint64)):
        scores = alone.scores(batch)
        refuse_without_result(scores, nominal)
        if _differ(scores, nominal):
            return True
    return False


def _refuse_same_alternatives(experiment: Experiment, choice: Choice) -> None:
    seen: list[tuple[str, Floats]] = []
    for alternative in choice.alternatives:
        scores = experiment.scored_as({choice.factor: alternative})
        for other, its in seen:
            if not _differ(scores, its):
                raise NothingChanges(
                    f"“{choice.factor}”: {alternative} gives every unit the same score as {other}."
                    " Leave one of them out, or it would count twice."
                )
        seen.append((alternative, scores))


def _differ(scores: Floats, others: Floats) -> bool:
    here = ~np.isnan(others)
    size = np.maximum(1.0, np.abs(others))
    return bool((np.abs(scores - others) > SAME * size)[..., here].any())
