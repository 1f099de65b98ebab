"""Benchmarks of the plan solver on generated districts, beside other ways to solve the same."""
