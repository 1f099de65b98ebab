"""物业码上办: the open platform a city district governs its housing estates with."""

__version__ = "0.1.0"
