"""Heat maps of the pixels that decided a prediction, and tests of how far they can be trusted."""
