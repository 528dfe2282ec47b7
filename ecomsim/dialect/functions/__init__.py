"""Every built-in function, by name.

Each module of this package exports FUNCTIONS (its entries) and may export MACROS (CREATE OR REPLACE MACRO texts in
schema _ecomsim). They are imported when somebody first asks for all of them, so that one may be imported alone.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any

from ecomsim.dialect.functions.model import Function

MODULES: tuple[ModuleType, ...]
FUNCTIONS: dict[str, Function]


def __getattr__(name: str) -> Any:
    if name not in ("MODULES", "FUNCTIONS"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name)
    modules = tuple(importlib.import_module(f"{__name__}.{module.name}") for module in found)
    functions = {function.name: function for module in modules for function in getattr(module, "FUNCTIONS", ())}
    globals().update(MODULES=modules, FUNCTIONS=functions)
    return globals()[name]
