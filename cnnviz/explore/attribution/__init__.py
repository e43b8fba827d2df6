"""Heat maps of the pixels that decided, and tests of whether to believe them."""
