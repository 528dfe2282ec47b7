"""The shop's data: `generate` makes its past, the `traffic` module its present."""

from ecomsim.ecommerce.generator.build import draw, generate
from ecomsim.ecommerce.generator.dataset import SCHEMAS, Dataset, Shop, Tables

__all__ = ["SCHEMAS", "Dataset", "Shop", "Tables", "draw", "generate"]
