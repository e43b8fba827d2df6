"""What keeps some readers from a page: axe-core's findings, and text of charts with too little contrast."""

import io
from typing import Any

import numpy as np
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page

SERIOUS = ("serious", "critical")
CONTRAST = 4.5
STREAMLITS = {
    # Each group of the menu is a plain element between list and items. Browsers pass over it, axe-core does not.
    "list": '[data-testid="stSidebarNavItems"]',
    "listitem": '[data-testid="stSidebarNavItems"]',
}
"""Findings in Streamlit's own parts that cannot be mended from outside: the rule, and where it may be broken."""
OPTIONS = {
    # A page may speak the invented language of a test.
    "light": {"resultTypes": ["violations"], "rules": {"html-lang-valid": {"enabled": False}}},
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast"]},  # All else is the same in both.
}
# axe-core does not look at SVG. A letter's ground is the commonest colour around it.
TEXTS = """() => [...document.querySelectorAll('.js-plotly-plot svg text')].flatMap(text => {
  const {left, top, right, bottom} = text.getBoundingClientRect()
  const seen = text.textContent.trim() && right > left && left >= 0 && top >= 0
    && right <= innerWidth && bottom <= innerHeight && text.checkVisibility({opacityProperty: true})
  const {fill, fillOpacity, stroke} = getComputedStyle(text)
  return seen ? [[text.textContent, fill, fillOpacity, stroke, left, top, right, bottom]] : []
})"""


def barriers(page: Page) -> list[str]:
    """Return what keeps some readers from a page, in both themes, in its first chart too; the page stays open."""
    chart = page.locator(".js-plotly-plot:visible").first
    if chart.count():
        chart.scroll_into_view_if_needed()
    every = []
    for scheme, options in OPTIONS.items():
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(400)  # Until Plotly has drawn anew, and colours have faded over.
        every += [f"{scheme}: {each}" for each in axe_findings(page, options) + faint_texts(page)]
    page.emulate_media(color_scheme="light")
    return every


def axe_findings(page: Page, options: dict[str, Any]) -> list[str]:
    """Return each rule of axe-core that is broken, with where and how, but for `STREAMLITS`."""
    return [
        f"{broken['id']}: {part['html'][:150]} {[why['message'] for why in part['any']][:1]}"
        for broken in Axe().run(page, options=options).response["violations"]
        if broken["impact"] in SERIOUS
        for part in broken["nodes"]
        if not _streamlits(page, broken["id"], part["target"])
    ]


def _streamlits(page: Page, rule: str, target: list[str]) -> bool:
    within = STREAMLITS.get(rule)
    return within is not None and bool(
        page.locator(target[-1]).first.evaluate("(part, within) => !!part.closest(within)", within)
    )


def faint_texts(page: Page) -> list[str]:
    """Return the texts of charts, as far as they are in the window, with less contrast than `CONTRAST`."""
    texts = page.evaluate(TEXTS)
    if not texts:
        return []
    pixels = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
    faint = []
    for text, fill, opacity, stroke, *box in texts:
        left, top, right, bottom = map(round, box)
        colours, counts = np.unique(
            pixels[top : bottom + 1, left : right + 1].reshape(-1, 3), axis=0, return_counts=True
        )
        ground = colours[counts.argmax()].astype(float)
        if stroke != "none":  # An edge of shade, between the letter and its ground.
            shade, alpha = _colour(stroke)
            ground = alpha * shade + (1 - alpha) * ground
        written, alpha = _colour(fill)
        alpha *= float(opacity)
        if (ratio := contrast(alpha * written + (1 - alpha) * ground, ground)) < CONTRAST:
            faint.append(f"chart: {text} has {ratio:.2f} : 1")
    return faint


def _colour(css: str) -> tuple[Any, float]:
    parts = [float(part) for part in css.partition("(")[2].rstrip(")").split(",")]
    return np.array(parts[:3]), parts[3] if len(parts) > 3 else 1.0


def contrast(one: Any, other: Any) -> float:
    """Return the contrast of two colours, RGB from 0 to 255, by WCAG: from 1 to 21."""
    dark, light = sorted(float(_linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def _linear(colour: Any) -> Any:
    share = np.asarray(colour, float) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
