"""CP-SAT on one instance, as a process of its own: it and HiGHS cannot be in the same one.

    python -m benchmarks.contiguity.cpsat FILE [SECONDS]

Reads an NPZ instance and prints one line of JSON.
"""

import json
import sys
import time

import numpy as np
from ortools.sat.python import cp_model


def main() -> None:
    with np.load(sys.argv[1]) as archive:
        fields = {name: archive[name] for name in archive.files}
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60.0
    began = time.monotonic()
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in fields["value"]]
    at: dict[int, list[cp_model.IntVar]] = {}
    start, member = fields["start"].tolist(), fields["member"].tolist()
    for column, variable in enumerate(chosen):
        for node in member[start[column] : start[column + 1]]:
            at.setdefault(node, []).append(variable)
    for variables in at.values():
        model.add_at_most_one(variables)
    row_start = fields.get("row_start", np.zeros(1, np.int64)).tolist()
    for row, limit in enumerate(fields.get("row_limit", np.zeros(0)).tolist()):
        span = slice(row_start[row], row_start[row + 1])
        which = [chosen[column] for column in fields["row_column"][span].tolist()]
        model.add(
            cp_model.LinearExpr.weighted_sum(which, fields["row_coefficient"][span].tolist())
            <= limit
        )
    model.maximize(cp_model.LinearExpr.weighted_sum(chosen, fields["value"].tolist()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    print(
        json.dumps(
            {
                "objective": round(solver.objective_value),
                "bound": round(solver.best_objective_bound),
                "optimal": status == cp_model.OPTIMAL,
                "seconds": round(time.monotonic() - began, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
