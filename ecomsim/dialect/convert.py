"""Conversions: explicit casts, implicit ones, and the type several values have in common."""
