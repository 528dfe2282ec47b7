"""Where the project's own files are: the SQL, the reference data, the dashboard and the parity cases.

An installed wheel carries them in `ecomsim/_project`; a checkout has them beside the package. The
installed copy wins, so that a program reads the files it was shipped with.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

ProjectPart = Literal["sql", "data", "dashboard", "parity"]

_PACKAGE = Path(__file__).resolve().parents[1]


def project_dir(part: ProjectPart) -> Path:
    """The folder that holds one part of the project.

    Raises FileNotFoundError, naming the places it looked at, when the part is in neither.
    """
    root = _PACKAGE.parent
    places = (_PACKAGE / "_project" / part, root / ("tests/parity" if part == "parity" else part))
    for place in places:
        if place.is_dir():
            return place
    looked = " nor ".join(str(place) for place in places)
    raise FileNotFoundError(f"The project's '{part}' files are neither in {looked}.")
