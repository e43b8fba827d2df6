"""What filters respond to: pictures made by gradient ascent, and the real pictures that excite them most."""
