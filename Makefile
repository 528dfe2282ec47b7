# ecomsim. `make demo` on a fresh clone is all one has to type; needs Python 3.11 or newer.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help install demo test fuzz crash soak month check bench scale parity docs clients packaging clean

help: ## show this
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:[^#]*## /\t/' | expand -t 12

install: $(STAMP) ## create .venv and install ecomsim with its tools

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "ecomsim needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(STAMP) ## the whole pipeline and its dashboard (HEADLESS=1: a simulated hour, results as JSON)
ifeq ($(HEADLESS),1)
	$(BIN)/ecomsim demo --headless --minutes 60
else
	$(BIN)/ecomsim demo
endif

test: $(STAMP) ## run the tests, two at a time
	$(BIN)/python -m pytest -n 2 --dist worksteal

fuzz: $(STAMP) ## random histories of tables and streams, and random statements, many more than `make test` runs
	ECOMSIM_HISTORIES=10000 $(BIN)/python -m pytest tests/engine/test_history_model.py tests/engine/test_many_histories.py
	ECOMSIM_QUERIES=4000 $(BIN)/python -m pytest tests/dynamic_tables/test_incremental_random.py
	ECOMSIM_FUZZ=20000 $(BIN)/python -m pytest tests/engine/test_fuzz_statements.py

crash: $(STAMP) ## fifty kills, fifty more while a pipe loads, and a minute of eight sessions at once
	ECOMSIM_KILLS=50 ECOMSIM_SECONDS=60 $(BIN)/python -m pytest tests/engine/test_crash.py tests/engine/test_concurrency.py \
		tests/staging/test_pipes_exactly_once.py

soak: $(STAMP) ## two hundred tasks on the wall clock for a minute
	ECOMSIM_SOAK_SECONDS=60 $(BIN)/python -m pytest -s tests/tasks/test_wall_clock.py

# what keeps glibc from giving memory back and taking it anew for each statement: see benchmarks/month.py
KEPT_MEMORY := glibc.malloc.tcache_count=1000:glibc.malloc.mmap_threshold=1073741824:glibc.malloc.trim_threshold=1073741824:glibc.malloc.top_pad=67108864

month: $(STAMP) ## thirty days of the shop on a virtual clock: seconds, runs, refreshes, credits
	GLIBC_TUNABLES=$(KEPT_MEMORY) $(BIN)/python -m benchmarks.month

check: $(STAMP) ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(STAMP) ## measure speed beside DuckDB and other emulators; writes docs/benchmarks.md (CHECK=1: only compares)
	$(BIN)/python -m benchmarks.run $(if $(CHECK),--check)

scale: $(STAMP) ## the shop at scale 1, 10 and 100 (SCALES="1000": that one): seconds, memory, curves for docs/benchmarks.md
	$(BIN)/python -m benchmarks.scale $(if $(CHECK),--check) $(SCALES)

parity: $(STAMP) ## the parity cases, embedded and over HTTP; results to docs/reference/parity.json
	$(BIN)/ecomsim parity --cases tests/parity --results docs/reference/parity.json --report build/parity/duckdb
	$(BIN)/ecomsim parity --cases tests/parity --results docs/reference/parity.json --report build/parity/server \
		--backend server
	$(BIN)/python -m tools.docs.pages

docs: $(STAMP) ## write the generated pages and answers anew, build the site into build/site
	$(BIN)/python -m tools.docs.pages
	$(BIN)/python -m tools.docs.drawings
	$(BIN)/python -m tools.docs.lessons
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet

clients: $(STAMP) ## the real clients in environments of their own: connector 4.x, Snowpark, SQLAlchemy, dbt, snow, ADBC, Node
	$(BIN)/python tests/clients/run.py

packaging: $(STAMP) ## build the wheel, install it by pip, pipx, uv tool and uvx, run it there, see its types
	$(BIN)/python -m tools.packaging

clean: ## remove what is generated, keep databases
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
