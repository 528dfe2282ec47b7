"""Time: the clock, and what happens by itself in its order."""
