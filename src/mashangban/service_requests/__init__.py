"""Scan, report, resolve, rate."""
