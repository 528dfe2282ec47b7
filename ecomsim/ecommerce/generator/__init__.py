"""The shop's data: `generate` makes its past, the `traffic` module its present."""

from ecomsim.ecommerce.generator.build import generate
from ecomsim.ecommerce.generator.dataset import SCHEMAS, Dataset

__all__ = ["SCHEMAS", "Dataset", "generate"]
