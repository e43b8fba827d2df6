"""Which run trains next, and in which process."""
