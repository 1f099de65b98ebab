"""How far a figure can be trusted: small numbers, samples, ranks, and draws.

The parts are imported one by one; those with compiled loops (`rank_sets`, `draws`) take a second.
"""
