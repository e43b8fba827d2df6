"""Which claims of speed does the app make, and do they hold here?  One module a claim: ``python -m benchmarks NAME``.

A module joins by defining ``run() -> Report``: nothing else has to be edited.
"""
