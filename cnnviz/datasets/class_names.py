"""Names of classes for people: those of the ready-made data sets are translated, anybody's own stay as typed."""

from cnnviz.locale import pgettext


def class_label(name: str) -> str:
    """Return the name of a class in the language that is spoken; files, links and the command line keep ``name``."""
    return pgettext("class", name) if name else ""
