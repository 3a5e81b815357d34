"""Benchmarks that anyone can run: `python -m tests.benchmarks` from the root, or `python -m benchmarks` from tests/."""
