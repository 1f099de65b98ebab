"""The certificate of a solution: what a stranger needs to check it, as plain data.

`verify_plan.py`, beside this module, reads it; docs/reference/packing.md says why it proves.
"""

import hashlib
import json
from typing import Any

from mashangban.core.contiguity.branching import Branch, Pair
from mashangban.core.contiguity.duals import ROW_SCALE, Prices
from mashangban.core.contiguity.instance import Instance
from mashangban.core.contiguity.layout import write_npz
from mashangban.core.contiguity.packing import PartProof, Solution

FORMAT = "mashangban plan certificate 1"
INSTANCE_FILE = "instance.npz"
CERTIFICATE_FILE = "certificate.json"


def certificate_files(
    instance: Instance, solution: Solution, *, value_scale: int = 1
) -> dict[str, bytes]:
    """Return the files of a certificate by name: the instance, and what proves the solution.

    Values of the instance are `value_scale` times those meant.
    """
    packed = write_npz(instance)
    document = {
        "format": FORMAT,
        "instance": INSTANCE_FILE,
        "instance_sha256": hashlib.sha256(packed).hexdigest(),
        "value_scale": value_scale,
        "row_scale": ROW_SCALE,
        "objective": solution.objective,
        "bound": solution.bound,
        "chosen": solution.chosen.tolist(),
        "parts": [_part(proof) for proof in solution.proofs],
    }
    text = json.dumps(document, separators=(",", ":")) + "\n"
    return {INSTANCE_FILE: packed, CERTIFICATE_FILE: text.encode()}


def _part(proof: PartProof) -> dict[str, Any]:
    nodes = proof.part.nodes
    return {
        "nodes": nodes.tolist(),
        "scale": proof.scale,
        "step": proof.step,
        "bound": proof.bound,
        "cuts": [nodes[cut].tolist() for cut in proof.cuts],
        "root": _prices(proof.root, proof),
        "tree": None if proof.tree is None else _tree(proof.tree, proof),
    }


def _prices(prices: Prices, proof: PartProof) -> dict[str, Any]:
    return {
        "nodes": prices.nodes.tolist(),
        "cuts": [[cut, price] for cut, price in enumerate(prices.cuts.tolist()) if price],
        "rows": [
            [row, price] for row, price in zip(proof.part.rows, prices.rows, strict=True) if price
        ],
    }


def _tree(branch: Branch, proof: PartProof) -> dict[str, Any]:
    question = branch.question
    if question is None:
        return _prices(branch.prices, proof)
    yes, no = (_tree(below, proof) for below in branch.below)
    if isinstance(question, Pair):
        pair = [int(proof.part.nodes[node]) for node in (question.one, question.other)]
        return {"pair": pair, "yes": yes, "no": no}
    return {"column": int(proof.part.columns[question.column]), "yes": yes, "no": no}
