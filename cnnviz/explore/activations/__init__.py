"""Feature maps of each layer for a picture, and the receptive fields of their values."""
