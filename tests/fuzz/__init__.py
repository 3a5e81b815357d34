"""Fuzzing: seeded mutants of reports in every kind of file (`python -m tests.fuzz.run`) and atheris (`python -m tests.fuzz.target`)."""
