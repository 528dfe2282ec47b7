"""Alerts: a condition looked at on a schedule, and what happens when it gives rows."""
