"""What `make docs` runs: pages generated from the code, drawings, and the lessons' answers."""
