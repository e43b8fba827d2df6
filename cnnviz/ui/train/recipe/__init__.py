"""The form in which a recipe is chosen and edited."""
