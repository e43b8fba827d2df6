"""Benchmarks: one module for each claim of speed or quality, run by ``python -m benchmarks NAME``.

A module joins by defining ``run() -> Report``: nothing else has to be edited.
"""
