"""Helpers for tests and benchmarks: sample data, stand-in servers, and an observer of AWS calls."""
