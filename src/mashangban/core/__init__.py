"""The pure part: rules of the domain in plain Python; no framework, clock, network, settings.

The order of its packages, top to bottom: voting and workflow, worktime, identifiers, datafiles.
"""
