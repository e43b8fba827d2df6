"""Views of the pages under Convolution."""
