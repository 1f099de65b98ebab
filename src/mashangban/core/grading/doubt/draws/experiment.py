"""From perturbations to scores: which draw changes what, and nothing else is worked out again."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mashangban.core.grading.doubt.arrays import Floats, Keys
from mashangban.core.grading.doubt.draws import kernels
from mashangban.core.grading.doubt.draws.errors import CannotDraw
from mashangban.core.grading.doubt.draws.model import Chosen, Model
from mashangban.core.grading.doubt.draws.perturbations import (
    CellNoise,
    Choice,
    Deviations,
    Perturbation,
    ScoreNoise,
    WeightNoise,
)
from mashangban.core.grading.doubt.draws.tree import Rules
from mashangban.core.grading.doubt.randomness import OTHER_SIDE, Stream, uniforms, unit_keys

Combination = tuple[tuple[str, str], ...]

DRAWS_AT_ONCE = 128  # buffers of one unit stay in the processor's cache
DRAWS_AT_ONCE_WITH_CELLS = 8  # each has a table of units × leaves


@dataclass(frozen=True)
class Batch:
    """Draws (ascending) that made the same choices.

    `leaves`: their leaf scores where cells are left alone; `rules`: None if each draw is combined
    by the model itself.
    """

    draws: Keys
    chosen: Chosen
    leaves: Floats
    rules: Rules | None


@dataclass(frozen=True)
class Experiment:
    """A model and what is varied, from one seed (0 to 2**64 - 1).

    Raises CannotDraw if a perturbation is named twice or does not fit the model.
    """

    model: Model
    vary: tuple[Perturbation, ...]
    seed: int

    def __post_init__(self) -> None:
        names = [perturbation.name for perturbation in self.vary]
        for name in names:
            if names.count(name) > 1:
                raise CannotDraw(f"“{name}” is varied twice. Name each perturbation once.")
        levels = [p.level for p in self.vary if isinstance(p, WeightNoise)]
        if None in levels and len(levels) > 1:
            raise CannotDraw("Vary the weights of all levels together, or level by level.")
        if not 0 <= self.seed < 1 << 64:
            raise CannotDraw("The seed is a whole number from 0 to 2**64 - 1.")
        for perturbation in self.vary:
            self._check(perturbation)

    def _check(self, perturbation: Perturbation) -> None:
        depth = int(self.model.edges.levels.max())
        match perturbation:
            case WeightNoise(spread, level):
                if not 0 <= spread < 1:
                    raise CannotDraw("The spread of weights is from 0 to below 1, as in 0.25.")
                if level is not None and not 1 <= level <= depth:
                    raise CannotDraw(f"The tree has weights of levels 1 to {depth}, not {level}.")
            case ScoreNoise(deviations):
                _spread(deviations, (len(self.model.units),))
            case CellNoise(deviations):
                _spread(deviations, (len(self.model.units), len(self.model.leaf_names)))
            case Choice(factor, alternatives):
                if len(set(alternatives)) < max(2, len(alternatives)):
                    raise CannotDraw(f"“{factor}” needs two or more different alternatives.")

    def alone(self, perturbation: Perturbation) -> "Experiment":
        return Experiment(self.model, (perturbation,), self.seed)

    def scored_as(self, chosen: Chosen) -> Floats:
        """Return the scores of the units with these choices and nothing else changed; NaN: none."""
        plain = Experiment(self.model, (), self.seed)
        leaves, rules = self._once(tuple(sorted(chosen.items())))
        nothing = np.zeros(1, dtype=np.uint64)
        return np.asarray(plain.scores(Batch(nothing, chosen, leaves, rules))[0])

    def batches(self, draws: Keys, others: frozenset[str] = frozenset()) -> Iterator[Batch]:
        """Yield `draws` by what they chose, in pieces of a fixed size.

        The factors named in `others` take the numbers of the other side of a Sobol design.
        """
        size = DRAWS_AT_ONCE_WITH_CELLS if self._cells is not None else DRAWS_AT_ONCE
        combinations = self._combinations(draws, others)
        for combination in sorted(set(combinations)):
            leaves, rules = self._once(combination)
            at = [index for index, made in enumerate(combinations) if made == combination]
            for first in range(0, len(at), size):
                yield Batch(draws[at[first : first + size]], dict(combination), leaves, rules)

    def _combinations(self, draws: Keys, others: frozenset[str]) -> list[Combination]:
        chosen = []
        choices = [choice for choice in self.vary if isinstance(choice, Choice)]
        for choice in sorted(choices, key=lambda choice: choice.factor):
            stream = int(_stream(Stream.CHOICES, choice.name, others))
            numbers = uniforms(self.seed, stream, unit_keys([choice.factor]), draws)[0]
            picks = (numbers * len(choice.alternatives)).astype(int)
            chosen.append([(choice.factor, choice.alternatives[pick]) for pick in picks])
        return list(zip(*chosen, strict=True)) if chosen else [()] * len(draws)

    def scores(self, batch: Batch, others: frozenset[str] = frozenset()) -> Floats:
        """Return the scores of a batch, draws × units, neither clipped nor rounded; NaN: none."""
        weights = self._weights(batch.draws, others)
        leaves = batch.leaves[None] if self._cells is None else self._shaken(batch, others)
        out = self._combined(batch, leaves, weights)
        kernels.add_noise(
            self._score_deviations,
            self._unit_keys,
            batch.draws,
            np.uint64(self.seed),
            _stream(Stream.SCORES, ScoreNoise.name, others),
            out,
        )
        return out

    def _combined(self, batch: Batch, leaves: Floats, weights: Floats) -> Floats:
        """Return draws × units, of leaves for each draw, or one table of them for all."""
        out = np.empty((len(batch.draws), len(self.model.units)))
        if batch.rules is None:
            for at in range(len(out)):
                own = leaves[at % len(leaves)]
                out[at] = self.model.combined(batch.chosen, own, weights[:, at])
            return out
        edges = self.model.edges
        kernels.scores_of(
            leaves,
            edges.start,
            edges.child,
            edges.weights,
            batch.rules.table,
            batch.rules.counting,
            weights,
            out,
        )
        return out

    def _shaken(self, batch: Batch, others: frozenset[str]) -> Floats:
        """Return the leaf scores of each draw, draws × units × leaves, with noise in the cells."""
        assert self._cells is not None
        tables = np.empty((len(batch.draws), *self._cells.shape))
        kernels.cell_noise(
            self._cells,
            self._unit_keys,
            self._leaf_keys,
            batch.draws,
            np.uint64(self.seed),
            _stream(Stream.CELLS, CellNoise.name, others),
            tables,
        )
        for at in range(len(tables)):
            tables[at] = self.model.leaves(batch.chosen, tables[at])
        return tables

    def _once(self, combination: Combination) -> tuple[Floats, Rules | None]:
        """Return leaf scores and rules of a combination of choices, kept from the first time."""
        if combination not in self._known:
            chosen = dict(combination)
            leaves = np.ascontiguousarray(self.model.leaves(chosen), dtype=np.float64)
            self._known[combination] = leaves, self.model.rules(chosen)
        return self._known[combination]

    @cached_property
    def _known(self) -> dict[Combination, tuple[Floats, Rules | None]]:
        return {}

    def _weights(self, draws: Keys, others: frozenset[str]) -> Floats:
        """Return the weights of edges × draws."""
        edges = self.model.edges
        spreads = np.zeros(len(edges.weights))
        streams = np.full(len(edges.weights), Stream.WEIGHTS, dtype=np.uint64)
        for noise in self.vary:
            if isinstance(noise, WeightNoise):
                here = slice(None) if noise.level is None else edges.levels == noise.level
                spreads[here] = noise.spread
                streams[here] = _stream(Stream.WEIGHTS, noise.name, others)
        out = np.empty((len(edges.weights), len(draws)))
        kernels.weights_of(
            edges.weights,
            edges.start,
            edges.keys,
            spreads,
            draws,
            np.uint64(self.seed),
            streams,
            out,
        )
        return out

    @cached_property
    def _unit_keys(self) -> Keys:
        return unit_keys(self.model.units)

    @cached_property
    def _leaf_keys(self) -> Keys:
        return unit_keys(self.model.leaf_names)

    @cached_property
    def _score_deviations(self) -> Floats:
        shape = (len(self.model.units),)
        given = [p.deviations for p in self.vary if isinstance(p, ScoreNoise)]
        return _spread(given[0], shape) if given else np.zeros(shape)

    @cached_property
    def _cells(self) -> Floats | None:
        shape = (len(self.model.units), len(self.model.leaf_names))
        given = [p.deviations for p in self.vary if isinstance(p, CellNoise)]
        return _spread(given[0], shape) if given else None


def _stream(stream: Stream, name: str, others: frozenset[str]) -> np.uint64:
    return np.uint64(stream + (OTHER_SIDE if name in others else 0))


def _spread(deviations: Deviations, shape: tuple[int, ...]) -> Floats:
    """Return one deviation for each unit or cell; raise CannotDraw if they do not fit."""
    given = np.asarray(deviations, dtype=np.float64)
    if not np.isfinite(given).all() or (given < 0).any():
        raise CannotDraw("Standard deviations are finite and not below 0.")
    try:
        return np.ascontiguousarray(np.broadcast_to(given, shape))
    except ValueError:
        raise CannotDraw(
            f"Standard deviations of the shape {given.shape} do not fit {shape}"
            " (units, or units × leaves)."
        ) from None
