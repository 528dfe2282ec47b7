"""Tabs: one module each, with one function `render(filters)` that draws its cards, charts and tables."""
