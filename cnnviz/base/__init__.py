"""Foundations for every other package: errors, files, settings, the cache."""
