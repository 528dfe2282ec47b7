"""Tags: what is set on objects and columns, what comes down to them, and where it is shown."""
