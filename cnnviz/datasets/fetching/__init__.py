"""Official files of data sets and weights: found locally, or downloaded whole or not at all."""
