"""Names of classes for people: those of the ready-made data sets are translated, anybody's own stay as typed."""

import re

from cnnviz.locale import pgettext


def class_label(name: str) -> str:
    """Return the name of a class in the language that is spoken; files, links and the command line keep ``name``.

    >>> from cnnviz.locale import speaking
    >>> with speaking("es"):
    ...     class_label("apple"), class_label("class 3"), class_label("Laysan Albatross"), class_label("7")
    ('manzana', 'clase 3', 'Laysan Albatross', '7')
    """
    if numbered := re.fullmatch(r"class (\d+)", name):  # Of a network that came from a file, without names.
        return pgettext("class", "class {number}", number=numbered[1])
    return pgettext("class", name) if name else ""
