"""Every built-in function, by name.

Each module of this package exports FUNCTIONS (its entries) and may export MACROS (CREATE OR REPLACE MACRO texts in
schema _ecomsim).
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from ecomsim.dialect.functions.model import Function

MODULES: tuple[ModuleType, ...] = tuple(
    importlib.import_module(f"{__name__}.{module.name}")
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name)
)

FUNCTIONS: dict[str, Function] = {
    function.name: function for module in MODULES for function in getattr(module, "FUNCTIONS", ())
}
