"""Views of the pages under Use."""
