"""What is varied, as words of the command line: `weights=0.25`, `score=z_score`."""

from collections.abc import Mapping, Sequence

from pydantic import TypeAdapter, ValidationError

from mashangban.core.grading.doubt.draws.errors import CannotDraw
from mashangban.core.grading.doubt.draws.experiment import Experiment
from mashangban.core.grading.doubt.draws.perturbations import (
    CellNoise,
    Choice,
    Perturbation,
    ScoreNoise,
    WeightNoise,
)
from mashangban.core.grading.doubt.draws.planned import (
    PlanModel,
    Way,
    aggregated_by,
    as_it_is,
    scored_by,
    without_treatment,
)
from mashangban.core.grading.rulebook.nodes import Aggregate
from mashangban.core.grading.rulebook.scores import Score
from mashangban.core.grading.running import Run

AS_IT_IS = "as_it_is"
FORMS = (
    "weights=0.25 (spread, all levels), weights:1=0.25 (one level), noise=2.5 (of the score), "
    "cells=1 (of the values), treatment=none, score=z_score,percentile, aggregate=geometric"
)


def experiment(run: Run, asked: Sequence[str], *, seed: int) -> Experiment:
    """Return the experiment that the words ask for. Raises CannotDraw."""
    vary: list[Perturbation] = []
    ways: dict[str, Mapping[str, Way]] = {}
    for words in asked:
        name, _, value = words.partition("=")
        if name in ("treatment", "score", "aggregate"):
            ways[name] = {AS_IT_IS: as_it_is} | {one: _way(name, one) for one in value.split(",")}
            vary.append(Choice(name, tuple(ways[name])))
        else:
            vary.append(_noise(name, value))
    if not vary:
        raise CannotDraw(f"Say what is varied: {FORMS}.")
    return Experiment(PlanModel(run, ways), tuple(vary), seed)


def _noise(name: str, value: str) -> Perturbation:
    kind, _, level = name.partition(":")
    try:
        size = float(value)
        if kind == "weights":
            return WeightNoise(size, int(level) if level else None)
        if name == "noise":
            return ScoreNoise(size)
        if name == "cells":
            return CellNoise(size)
    except ValueError:
        pass
    raise CannotDraw(f'"{name}={value}" varies nothing that is known. Possible: {FORMS}.')


def _way(name: str, value: str) -> Way:
    if name == "treatment" and value == "none":
        return without_treatment
    try:
        if name == "score":
            score: TypeAdapter[Score] = TypeAdapter(Score)
            return scored_by(score.validate_python({"kind": value}))
        if name == "aggregate":
            aggregate: TypeAdapter[Aggregate] = TypeAdapter(Aggregate)
            return aggregated_by(aggregate.validate_python({"kind": value}))
    except ValidationError:
        pass
    raise CannotDraw(
        f'"{name}={value}" is no way of computing that needs nothing but its name. '
        f"Possible: {FORMS}."
    )
