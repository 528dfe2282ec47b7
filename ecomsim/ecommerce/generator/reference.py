"""The plain files behind the shop: the catalogue, countries, cities, names and holidays.

They are read once and never change what a seed means: two runs over the same files give the same shop.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from ecomsim.ecommerce.project_files import project_dir


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One frame per file of the data folder, columns as in the file's heading."""

    catalogue: pl.DataFrame  # product_name, category, brand, unit_price, unit_cost, popularity, is_active
    countries: pl.DataFrame  # country, country_code, customer_share, phone_prefix, shipping_cost
    cities: pl.DataFrame  # country_code, city, weight
    first_names: pl.DataFrame  # country_code, first_name
    last_names: pl.DataFrame  # country_code, last_name
    holidays: pl.DataFrame  # month, day, name, order_factor

    def country(self, country_code: str) -> dict[str, Any]:
        """The countries file's row of one country. Raises ValueError for a code it lacks."""
        found = self.countries.filter(pl.col("country_code") == country_code)
        if found.is_empty():
            raise ValueError(f"country code {country_code!r} is not in countries.csv")
        return found.row(0, named=True)

    def cities_of(self, country_code: str) -> tuple[list[str], np.ndarray]:
        """The cities of one country and the share of customers each has (sums to 1)."""
        here = self.cities.filter(pl.col("country_code") == country_code)
        weights = here["weight"].to_numpy()
        return here["city"].to_list(), weights / weights.sum()

    def names_of(self, country_code: str) -> tuple[list[str], list[str]]:
        """First and last names used in one country."""
        here = pl.col("country_code") == country_code
        return (
            self.first_names.filter(here)["first_name"].to_list(),
            self.last_names.filter(here)["last_name"].to_list(),
        )


@cache
def reference(folder: Path | None = None) -> Reference:
    """Read the reference files; `folder` is the project's data folder when not given.

    Raises FileNotFoundError when the folder or one of its files is missing.
    """
    where = folder if folder is not None else project_dir("data")

    def read(name: str) -> pl.DataFrame:
        return pl.read_csv(where / name, schema_overrides={"phone_prefix": pl.String, "weight": pl.Float64})

    return Reference(
        catalogue=read("catalogue.csv"),
        countries=read("countries.csv"),
        cities=read("cities.csv"),
        first_names=read("first_names.csv"),
        last_names=read("last_names.csv"),
        holidays=read("holidays.csv"),
    )
