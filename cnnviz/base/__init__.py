"""Foundations every other room may use: errors, files, settings, the cache."""
