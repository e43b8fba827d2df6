"""The five teaching documents that recipes come from, named by title and author: a recipe's source -> its document.

A source is a text in English, as files of recipes hold it: a document with a section of it, or something of our own.
`shown` says it in the reader's language.
"""

import re
from dataclasses import dataclass

from cnnviz.locale import N_, _

OURS = "cnnviz"
"""The source of a recipe that comes from no document."""
AFTER = "Ours, after "
"""How the source of a recipe begins that has another network, or other settings, than the document after it."""
BEFORE = re.compile(r"Document (00[0-4])(?:, “(.+)”)?")
"""Sources of earlier versions, which called the documents by number."""


@dataclass(frozen=True)
class Document:
    """A document.

    Attributes:
        number: Its identifier, as the files of the documents begin.
        title: Its title.
        author: Its author; empty where it names none.
        kind: What it is, in a word or two.
    """

    number: str
    title: str
    author: str
    kind: str

    def __str__(self) -> str:
        """Return author and title, as a source holds them."""
        return f"{self.author}, “{self.title}”" if self.author else f"“{self.title}”"

    def section(self, title: str) -> str:
        """Return the source of what stands in a section, whose title is quoted as it stands in the document."""
        return f"{self}, section “{title}”"


COIN = Document("000", "Práctica 2: CNN", "Antonio Coín Castro", N_("student report"))
ALONSO = Document(
    "001", "Práctica 2: Redes neuronales convolucionales", "José Javier Alonso Ramos", N_("student report")
)
MINI_RESNET = Document("002", "Mini ResNet", "", N_("notebook"))
PEREIRA = Document("003", "Redes Neuronales Convolucionales", "Wílmer Pereira", N_("slides"))
FINE_TUNING = Document("004", "Fine-tuning en reconocimiento de imágenes mediante Deep Learning", "", N_("blog post"))
DOCUMENTS = {document.number: document for document in (COIN, ALONSO, MINI_RESNET, PEREIRA, FINE_TUNING)}


def of(source: str) -> Document | None:
    """Return the document of a source; None where it comes from none, or from one in part only.

    >>> of(COIN.section("Modelo basenet")) == COIN == of("Document 000, “Modelo basenet”")
    True
    """
    if before := BEFORE.fullmatch(source):
        return DOCUMENTS[before[1]]
    return next((document for document in DOCUMENTS.values() if source.startswith(str(document))), None)


def section(source: str) -> str:
    """Return the title of the section that a source names; empty where it names none.

    >>> section(COIN.section("Modelo basenet")), section("cnnviz")
    ('Modelo basenet', '')
    """
    document = of(source)
    parts = re.fullmatch(r", section “(.+)”", source.removeprefix(str(document))) if document else None
    return parts[1] if parts else ""


def shown(source: str) -> str:
    """Return a source in the reader's language.

    >>> shown(COIN.section("Modelo basenet")), shown(str(MINI_RESNET)), shown("cnnviz")
    ('Antonio Coín Castro, “Práctica 2: CNN”, section “Modelo basenet”', '“Mini ResNet” (notebook)', 'our own')
    """
    if source == OURS:
        return _("our own")
    if source.startswith(AFTER):
        return _("our own, after {source}", source=shown(source.removeprefix(AFTER)))
    document = of(source)
    if document is None:
        return source
    parts = {"author": document.author, "title": document.title, "section": section(source)}
    if parts["section"]:
        if document.author:
            return _("{author}, “{title}”, section “{section}”", **parts)
        return _("“{title}”, section “{section}”", **parts)
    if document.author:
        return _("{author}, “{title}”", **parts)
    return _("“{title}” ({kind})", kind=_(document.kind), **parts)
