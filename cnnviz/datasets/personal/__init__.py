"""Data sets that visitors make of their own photos."""
