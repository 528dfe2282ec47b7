"""Scripts of the project's maintainers; not part of the package."""
