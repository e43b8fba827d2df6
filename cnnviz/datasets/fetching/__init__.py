"""Official data sets and weights: where they are, and how they are downloaded whole or not at all."""
