"""Views of the pages under Look inside."""
