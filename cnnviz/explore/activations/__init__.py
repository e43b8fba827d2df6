"""Feature maps: what each layer gives for a picture, and which part of the picture it can see."""
