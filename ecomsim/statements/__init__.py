"""The way of one statement: from its text to a plan, a handler and a result."""
