"""Every sentence of the app has a Spanish translation that fits it, and is marked so that it can have one."""

from __future__ import annotations

import ast
import re
import string
from collections import Counter

import pytest
from babel.messages.catalog import Catalog, Message

from cnnviz.base.settings import ROOT
from cnnviz.locale.catalogue import renewed, sentences, template, texts, written
from cnnviz.locale.text import FOLDER, read_catalogue

LANGUAGES = ("es",)
DIALECT = re.compile(
    r"\b(by heart|silenced|rungs?|ladders?|strangers?|evidence|take (it )?along|beyond the documents|document 00\d"
    r"|forth and back|shipped|freeze search|buys?|figures?|person who looks|wake|silent filters?|watched)\b",
    re.IGNORECASE,
)
"""Words of the app's former dialect, which hid the terms that students must learn."""
REFUTED = re.compile(
    r"hard to fool|the very same|seed alone|worth a hundredth|fur and snouts|about as likely|batch of 30,000"
    r"|only chooses|times out of 20|lie within the interval|leaves zero of|class: a ",
    re.IGNORECASE,
)
"""What earlier versions said and what is not so, such as what a confidence interval tells about other pictures."""
WIDGETS = {
    *("title", "header", "subheader", "markdown", "caption", "text", "write", "code", "latex", "button", "checkbox"),
    *("toggle", "radio", "selectbox", "multiselect", "slider", "select_slider", "text_input", "number_input"),
    *(
        "text_area",
        "file_uploader",
        "camera_input",
        "color_picker",
        "pills",
        "segmented_control",
        "expander",
        "popover",
    ),
    *("tabs", "metric", "link_button", "page_link", "download_button", "form_submit_button", "status", "spinner"),
    *("toast", "dialog", "progress", "opening", "explanation", "show_error", "show_warning", "show_notice"),
    *("show_success", "leave_message", "select", "number", "several", "switch"),
}
"""Functions whose first text, and whose label, help, placeholder, … a person reads."""
READ = {"label", "help", "placeholder", "caption", "alt", "body", "title"}
SAME = re.compile(r":material/\w+:|</?\w+[^>]*>|^#.*|^pages/.*\.py$|\bcnnviz\b|\b[A-Z]{3}\b")
"""What is the same in every language: icons, tags, pages' files, names, kinds of files."""
WORD = re.compile(r"[A-Za-z]{3,}")


@pytest.fixture(scope="module", params=LANGUAGES)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    return read_catalogue(request.param)


def test_the_catalogue_is_renewed() -> None:
    for code in LANGUAGES:
        kept = (FOLDER / code / "LC_MESSAGES" / "cnnviz.po").read_bytes()
        assert kept == written(renewed(code)), "Run: python -m cnnviz.locale.catalogue"


def test_every_sentence_is_translated(catalogue: Catalog) -> None:
    known = {(message.id, message.context): message for message in catalogue if message.id}
    missing = [
        message.id for message in template() if message.id and not _translated(known.get((message.id, message.context)))
    ]
    assert missing == []
    assert [message.id for message in catalogue if message.fuzzy and message.id] == []


def test_placeholders_are_the_same(catalogue: Catalog) -> None:
    wrong = [
        (sentence, translation)
        for message in catalogue
        if message.id
        for sentence, translation in texts(message)
        # "One picture" needs no number where another language has one.
        if {field for field in _fields(sentence) ^ _fields(translation) if field != ("n", "")}
    ]
    assert wrong == []


def test_code_icons_and_links_are_the_same(catalogue: Catalog) -> None:
    wrong = [
        (sentence, translation)
        for message in catalogue
        if message.id
        for sentence, translation in texts(message)
        if _untranslatable(sentence) != _untranslatable(translation)
    ]
    assert wrong == []


def test_no_sentence_speaks_the_former_dialect() -> None:
    spoken = [
        sentence
        for message in template()
        for sentence, _translation in texts(message)
        if sentence and DIALECT.search(sentence)
    ]
    assert spoken == []


def test_no_sentence_says_again_what_is_not_so() -> None:
    refuted = [
        sentence
        for message in template()
        for sentence, _translation in texts(message)
        if sentence and REFUTED.search(sentence)
    ]
    assert refuted == []


def test_no_bare_sentence_goes_to_a_page() -> None:
    files = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "cnnviz" / "ui").rglob("*.py"))]
    assert [f"{file.relative_to(ROOT)}:{line}" for file in files for line in bare(file.read_text("utf-8"))] == []


def test_a_bare_sentence_is_noticed() -> None:
    source = (
        'st.title("Hello there")\nst.button(f"Run {n}", key="go")\nst.button(_("Go"), help="Because")\nst.code("abc")'
    )
    assert list(bare(source)) == [1, 2, 3]


@pytest.mark.parametrize("call", ["_(f'a {b}')", "Message('a ' + b)", "ngettext(f'{n}', 'b', 3)"])
def test_a_sentence_of_pieces_is_refused(call: str) -> None:
    with pytest.raises(ValueError, match="line 1"):
        list(sentences(call))


def bare(source: str) -> list[int]:
    """Return the lines in which a text that a person reads is not marked for translation, or marked alone."""
    lines, tree = [], ast.parse(source)
    marked = {name for statement in tree.body for name in _marked(statement)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[:1] if name in WIDGETS and name not in {"code", "latex"} else []
        labels = [keyword.value for keyword in node.keywords if keyword.arg in READ]
        read = [*first, *labels] if name in WIDGETS else []
        if any(map(_is_bare, read)) or any(_constant(text) in marked for text in [*first, *labels]):
            lines.append(node.lineno)
    return lines


def _marked(statement: ast.stmt) -> list[str]:
    """Return the names of constants that hold texts which are marked, and not yet translated."""
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
        return []
    calls = [node.func for node in ast.walk(statement.value) if isinstance(node, ast.Call)]
    if not any(getattr(call, "id", "") in {"N_", "NP_"} for call in calls):
        return []
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _constant(node: ast.expr) -> str:
    """Return the name of the constant that is read, by itself or for one of its values."""
    while isinstance(node, ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_bare(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        text = node.value if isinstance(node.value, str) else ""
    elif isinstance(node, ast.JoinedStr):
        text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, ast.List | ast.Tuple):
        return any(map(_is_bare, node.elts))
    elif isinstance(node, ast.IfExp):
        return _is_bare(node.body) or _is_bare(node.orelse)
    elif isinstance(node, ast.BinOp):
        return _is_bare(node.left) or _is_bare(node.right)
    else:
        return False
    return bool(WORD.search(SAME.sub("", text)))


def _translated(message: Message | None) -> bool:
    return message is not None and all(translation for _sentence, translation in texts(message))


def _fields(text: str) -> set[tuple[str, str]]:
    try:
        return {(name, spec or "") for _text, name, spec, _conversion in string.Formatter().parse(text) if name}
    except ValueError:
        return set()  # Braces that are no placeholders: a sentence without values.


def _untranslatable(text: str) -> Counter[str]:
    return Counter(re.findall(r":material/\w+:|\]\([^)]*\)|\*\*|https?://\S+", text))
