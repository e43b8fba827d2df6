"""What Home shows: which network knows a picture, and the pictures that come with the networks."""
