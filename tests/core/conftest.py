"""Settings of the property tests: no time limit on shared machines, no files left behind."""

from hypothesis import settings

settings.register_profile("core", deadline=None, database=None)
settings.load_profile("core")
