"""`python -m ecomsim` is the command `ecomsim`."""

from ecomsim.cli.main import main

main()
