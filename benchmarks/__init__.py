"""Figures of speed, measured on a real installation; `make bench` writes docs/benchmarks.md."""
