"""Data sets that people make of their own photos."""
