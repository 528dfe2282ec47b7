"""What the first visitor would wait for, done before: the page drawn once for nobody, and every question asked once.

For the process that serves the page, which says that it is ready when the rehearsal is over; a page started any other
way works the same, its first visitor waits longer. What is learnt stays in the answers that pages share and in the
engine's plans. A statement that fails ends the warm-up: the page will say it to the visitor.
"""

from __future__ import annotations

import threading
from pathlib import Path

import queries
from connection import failures
from filters import Filters

PATIENCE = 600
"""Seconds that a rehearsal may take."""
CHANGING = "place_order"
"""The one file among the questions that changes something."""
SEEN = {"filters", "overview"}
"""The folders of questions that the rehearsal asks."""

visited = threading.Event()
"""A visitor has the whole page."""


def rehearse() -> None:
    """Draw the page of the plain address, in both stages. Must run before the server does."""
    from streamlit.testing.v1 import AppTest

    page = AppTest.from_file(str(Path(__file__).with_name("app.py")), default_timeout=PATIENCE)
    page.run().run()
    visited.clear()


def the_rest() -> None:
    """What the other tabs ask, once the first visitor is served; before, it would only slow that one down."""
    visited.wait()
    folders = {path.parent.name for path in queries.FOLDER.glob("*/*.sql")}
    for folder in sorted(folders - SEEN):
        ask(folder)


def ask(folder: str) -> None:
    """Ask the questions of a folder with the filters untouched; one that waits for a choice on the page is left out."""
    values = Filters().values()
    for path in sorted((queries.FOLDER / folder).glob("*.sql")):
        if path.stem == CHANGING:
            continue
        question = f"{folder}/{path.stem}"
        try:
            queries.text(question, values)
        except KeyError:
            continue
        try:
            queries.ask(question, values)
        except failures():
            return
