"""What filters respond to: patterns made by gradient ascent, and the real pictures that activate them most."""
