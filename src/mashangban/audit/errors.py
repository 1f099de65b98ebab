"""Why the sealer stops. Each says what, where and how to mend it."""


class SealingStopped(RuntimeError):
    """The log is not extended, so that nothing wrong gets a fresh signature."""


class SigningKeyLost(SealingStopped):
    """There are checkpoints, but the key that signed them is gone."""


class LogBroken(SealingStopped):
    """The end of the log is not what its last checkpoint says."""


class CheckpointExists(SealingStopped):
    """A different checkpoint of the same size was exported before."""
