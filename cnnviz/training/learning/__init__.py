"""The training itself, from a recipe to a trained and calibrated network."""
