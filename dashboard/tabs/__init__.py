"""Tabs: one module each; `numbers(filters)` draws its cards, `details(filters)` the charts and tables below."""
