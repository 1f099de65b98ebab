from benchmarks.contiguity.reporting import measure_all, section

__all__ = ["measure_all", "section"]
