"""Views of the pages under Train."""
