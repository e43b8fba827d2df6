"""Explorers of trained networks: models and arrays in, arrays out."""
