"""The pictures of the dashboard: python -m tools.docs.pictures [SCALE | DATABASE]; writes docs/images/dashboard*.png.

Every tab from its head to its foot in a window 1280 pixels wide, the head of the Overview for the README, and the
Overview on a phone.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks.dashboard import FLAGS, READY, TABS, built, served

IMAGES = Path(__file__).parents[2] / "docs" / "images"
PATIENCE = 300_000
"""Milliseconds for a tab, on a machine that does much else."""
HEIGHT = """() => Math.ceil(Math.max(...[...document.querySelectorAll('[data-testid=stMainBlockContainer]')]
    .map(each => each.getBoundingClientRect().bottom)))"""


def main(shop: str) -> None:
    """`shop`: the scale of one that is built for this, or the file of one that is there already."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("No Chromium on this machine: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        database = Path(shop) if shop.endswith(".duckdb") else built(Path(folder) / "shop.duckdb", shop)
        with served(database) as address:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            page = opened(browser, address, 1280, 1040)
            kept(page, IMAGES / "dashboard.png")
            for tab in TABS:
                page.set_viewport_size({"width": 1280, "height": 1040})
                page.get_by_role("tab", name=tab).click()
                taken(page, tab, IMAGES / f"dashboard-{tab.lower().replace(' ', '-')}.png")
            phone = opened(browser, address, 390, 1500)
            kept(phone, IMAGES / "dashboard-phone.png")
            browser.close()


def opened(browser: Any, address: str, width: int, height: int) -> Any:
    """The Overview in a window of that size, once everything is drawn."""
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.goto(address)
    page.wait_for_function(READY, arg="Overview", timeout=PATIENCE)
    page.wait_for_timeout(1500)  # the map and the labels come to rest
    return page


def taken(page: Any, tab: str, path: Path) -> None:
    """A picture of the whole tab: the window grows until nothing of it is below."""
    page.wait_for_function(READY, arg=tab, timeout=PATIENCE)
    for _ in range(2):  # what comes into the window may still grow
        page.set_viewport_size({"width": 1280, "height": int(page.evaluate(HEIGHT)) + 20})
        page.wait_for_timeout(1500)
    kept(page, path)


def kept(page: Any, path: Path) -> None:
    """The window in few colours, a third of the bytes: chosen in a way that leaves thin lines their own."""
    page.screenshot(path=path)
    with Image.open(path) as shot:
        shot.convert("RGB").quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "1")
