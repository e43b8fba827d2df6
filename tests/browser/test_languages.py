"""The language changes in the middle of work, on every page: nothing is lost, nothing stays behind in English.

As each page is open here, with all its folds, it is also looked at for what keeps some readers from it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from cnnviz.lessons import glossary
from cnnviz.locale.language import PSEUDO, PSEUDO_VARIABLE
from cnnviz.ui.shell.menu import menu
from tests.browser.access import barriers
from tests.browser.conftest import Server, served
from tests.browser.test_loop import settle

pytestmark = pytest.mark.browser

PAGES = [entry.name for entries in menu().values() for entry in entries]
WIDE, PHONE = {"width": 1366, "height": 900}, {"width": 390, "height": 844}
VIEWS = {
    "kernels": ("kernel=emboss&size=96", "part=learned"),
    "steps": ("step=5&example=letter_relu",),
    "activations": ("run=beyond_cifar100_25", "layer=conv2&channel=3"),
    "film": ("film_epoch=3&film_sought=on",),
    "patterns": ("run=mnist",),
    "ladder": ("ladder=birds_000",),
    "train": ("recipe=basenet_adam_20", "recipe=cats_and_dogs_mobilenet"),
    "compare": ("runs=basenet,basenet_batchnorm",),
}
"""What links of a page ask for besides the language, where one is not, or not only, what the page begins with."""
LINKS = [(name, query) for name in PAGES for query in VIEWS.get(name, ("",))]
OWN = (
    "cnnviz|English|Español|Pseudo|CPU|GPU|TensorFlow|JAX|PNG|NPZ|SVG|CSV|GIF|Adam|SGD|RMSprop|ReLU|valid|same|Add|Dense|Dropout"
    "|Flatten|BatchNormalization|Activation|Rescaling|Softmax"
)
"""Names that are the same in every language: files, packages, Keras' classes."""
NAMES = {name for term in glossary.TERMS.values() for name in term.names}
TERMS = "|".join({word for name in NAMES for word in re.findall(r"[^\W\d_]+", name)})
"""Words of the glossary's terms, which it shows in both languages."""
# Blocks of text outside of code, of Streamlit's own parts and of what only screen readers of a chart's canvas are told.
BARE = """(own) => {
  const bare = []
  const skipped = 'code, pre, [data-testid=stFileUploaderDropzone], [data-testid=stCameraInput] button, ' +
    '[data-testid=stIconMaterial], [data-testid=stToolbar], [data-testid=stStatusWidget], .katex, style, script, ' +
    '[data-testid=stDataFrame], .modebar, [data-testid=stElementToolbar], [data-testid=stHeaderActionElements], ' +
    'iframe, [role=img], ' +
    '[data-testid=stSidebarCollapseButton], [data-testid=stExpandSidebarButton], a[href^="#"]'
  const streamlits = /^(Open|Help( for .*)?|Remove .*|Clear all|Copy to clipboard|Decrement|Increment)$/
  const outside = (text) => {
    let depth = 0, rest = ''
    for (const sign of text) {
      if (sign === '⟦') depth++
      else if (sign === '⟧') depth--
      else if (!depth) rest += sign
    }
    return rest
  }
  const words = (text) => (outside(text).match(/[\\p{L}\\d_.]+/gu) ?? [])
    .filter(word => /^\\p{L}{3,}$/u.test(word) && !new RegExp(`^(${own})$`, 'i').test(word))
  const blocks = 'p, li, h1, h2, h3, h4, label, button, td, th, summary, a, [role=option], [role=tab], svg text, input'
  for (const block of document.querySelectorAll(blocks)) {
    if (block.closest(skipped) || !block.getClientRects().length || block.querySelector(blocks)) continue
    const copy = block.cloneNode(true)
    copy.querySelectorAll(skipped).forEach(part => part.remove())
    const texts = [copy.textContent, block.value ? '' : block.placeholder, block.getAttribute('aria-label')]
    if (block.matches('input[role=combobox]')) texts.push(block.value)
    for (const text of texts)
      if (text && !streamlits.test(text) && words(text).length) bare.push(text.trim().slice(0, 90))
  }
  for (const image of document.querySelectorAll('[data-testid=stMain] img')) {
    if (words(image.alt || '').length) bare.push('alt: ' + image.alt.slice(0, 90))
  }
  return [...new Set(bare)]
}"""
CUT = """() => [...document.querySelectorAll(
    'label p, button p, [role=tab] p, [data-testid=stMetricLabel] p, [data-testid=stPageLink] p')]
  .filter(part => part.getBoundingClientRect().right > 0  // Not in the menu of a phone, which is closed.
    && getComputedStyle(part).overflow !== 'visible'
    && part.scrollWidth > part.clientWidth + 1)
  .map(part => part.innerText)"""
UNFOLD = """() => {
  const closed = [...document.querySelectorAll('[data-testid=stMain] details:not([open]) > summary')]
  closed.forEach(summary => summary.click())
  return closed.length
}"""
STATE = """() => ({
  pictures: [...document.querySelectorAll('[data-testid=stMain] img')].map(image => image.src),
  typed: [...document.querySelectorAll('[data-testid=stMain] :is(input:not([role=combobox]), textarea)')]
    .map(field => field.type === 'checkbox' || field.type === 'radio' ? field.checked : field.value),
  sliders: [...document.querySelectorAll('[data-testid=stSlider] [role=slider]')].map(thumb => thumb.ariaValueNow),
})"""


@pytest.fixture(scope="module")
def pseudo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running app that also offers the pseudo-language."""
    with served(tmp_path_factory.mktemp("languages"), **{PSEUDO_VARIABLE: "1"}) as server:
        yield server


def opened(context: BrowserContext, url: str) -> Page:
    """Open a page of the app, and wait until it has run to its end."""
    page = context.new_page()
    page.set_default_timeout(40_000)
    page.goto(url)
    expect(page.locator("h1")).to_have_count(1)
    steady(page)
    return page


def steady(page: Page) -> None:
    """Wait until the page's script has ended, and what it shows has stayed the same for half a second."""
    before, same = None, 0
    for _again in range(150):
        page.wait_for_timeout(170)
        running = page.locator('[data-testid="stApp"][data-test-script-state="running"]').count()
        same = 0 if running or before != (before := page.evaluate(STATE)) else same + 1
        if same == 3:
            return


def speak(page: Page, code: str, name: str) -> None:
    """Choose a language in the sidebar, and wait until the page speaks it."""
    page.get_by_test_id("stSidebar").get_by_text(name, exact=True).click()
    page.wait_for_function("(code) => document.documentElement.lang === code", arg=code)
    steady(page)


def view(page: Page) -> dict[str, Any]:
    """Return what the address asks for, but for the language."""
    parts = urlsplit(page.url)
    return {"page": parts.path} | {name: value for name, value in parse_qs(parts.query).items() if name != "lang"}


def untranslated(state: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return the state with texts that a page suggests, such as a name, as they are in English."""
    return state | {"typed": [re.sub("⟦|~*⟧", "", text) if isinstance(text, str) else text for text in state["typed"]]}


def unfold(page: Page) -> None:
    """Open every fold of the page, and those within them."""
    for _depth in range(3):
        opened_now = page.evaluate(UNFOLD)
        steady(page)
        if not opened_now:
            return


@pytest.mark.parametrize(("name", "query"), LINKS)
def test_a_page_changes_its_language_and_nothing_else_and_is_open_to_all(
    browser: Browser, pseudo_server: Server, name: str, query: str, tmp_path: Path
) -> None:
    context = browser.new_context(viewport=WIDE, locale="en-GB")
    try:
        page = opened(context, f"{pseudo_server.url}/{'' if name == 'home' else name}?{query}")
        before, state = view(page), page.evaluate(STATE)
        speak(page, PSEUDO, "Pseudo")
        assert parse_qs(urlsplit(page.url).query)["lang"] == [PSEUDO]
        assert view(page) == before
        assert untranslated(page.evaluate(STATE)) == state
        own = f"{OWN}|{TERMS}" if name == "glossary" else OWN
        assert page.evaluate(BARE, own) == []
        unfold(page)
        assert "\n".join(barriers(page)) == ""
        for viewport in (WIDE, PHONE):
            page.set_viewport_size(viewport)
            page.wait_for_timeout(300)
            assert page.evaluate(BARE, own) == []
            assert page.evaluate(CUT) == []
        page.screenshot(path=tmp_path / f"{name}.png")
        assert page.locator('[data-testid="stException"]').count() == 0
    finally:
        context.close()


def test_two_visitors_speak_two_languages(browser: Browser, pseudo_server: Server) -> None:
    spanish = browser.new_context(viewport=WIDE, locale="es-MX")
    english = browser.new_context(viewport=WIDE, locale="en-GB")
    try:
        here, there = (opened(context, f"{pseudo_server.url}/train") for context in (spanish, english))
        for _again in range(2):
            expect(here.get_by_role("heading", name="Entrenar", exact=True)).to_be_visible()
            expect(there.get_by_role("heading", name="Train", exact=True)).to_be_visible()
            for page, code in ((here, "es"), (there, "en")):
                page.wait_for_function("(code) => document.documentElement.lang === code", arg=code)
            for page in (here, there):
                page.reload()
    finally:
        spanish.close()
        english.close()


def test_a_link_made_in_spanish_opens_the_same_view_in_english(browser: Browser, pseudo_server: Server) -> None:
    context = browser.new_context(viewport=WIDE, locale="es-ES")
    try:
        page = opened(context, f"{pseudo_server.url}/kernels?kernel=emboss")
        assert "lang" not in parse_qs(urlsplit(page.url).query)  # The browser's own language needs no mention.
        speak(page, "en", "English")
        assert "lang=en" in page.url
        speak(page, "es", "Español")
        made = view(page)
        english = opened(context, re.sub(r"(lang=\w+&?)?$", "&lang=en", page.url))
        expect(english.get_by_role("heading", name="Kernels", exact=True)).to_be_visible()
        assert view(english) == made
        assert english.get_by_test_id("stAlert").count() == 0
        assert english.evaluate(STATE)["typed"] == page.evaluate(STATE)["typed"]
    finally:
        context.close()


@pytest.mark.read_only
def test_what_is_chosen_stays_when_the_language_changes(tab: Page, server: Server) -> None:
    tab.goto(f"{server.url}/classify?run=mnist")
    expect(tab.get_by_text("with probability")).to_have_count(1)
    tab.get_by_role("radio", name="Upload", exact=True).click()
    settle(tab)
    speak(tab, "es", "Español")
    expect(tab.get_by_role("heading", name="Clasificar", exact=True)).to_be_visible()
    expect(tab.get_by_role("radio", name="Subir", exact=True)).to_be_checked()
    expect(tab).to_have_url(re.compile("lang=es"))
    assert tab.evaluate("document.documentElement.lang") == "es"

    tab.get_by_role("radio", name="Conjunto de datos", exact=True).click()
    expect(tab.get_by_text("con probabilidad")).to_have_count(1)
    speak(tab, "en", "English")
    expect(tab.get_by_role("radio", name="Data set", exact=True)).to_be_checked()
    expect(tab.get_by_text("with probability")).to_have_count(1)


@pytest.mark.read_only
def test_a_link_opens_in_its_language_and_the_next_page_speaks_it_too(tab: Page, server: Server) -> None:
    tab.goto(f"{server.url}/glossary?term=overfitting&lang=es")
    expect(tab.get_by_text("sobreajuste", exact=True)).to_be_visible()
    tab.get_by_role("link", name=re.compile("Clasificar")).first.click()
    expect(tab.get_by_role("heading", name="Clasificar", exact=True)).to_be_visible()
