# The same words here and in CI. `make demo` and `make test` install all they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run-installed
STAMP := $(VENV)/.installed
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help install demo test serve check format docs bench fuzz soak

help:
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

# What the server needs to run; what its developers need comes on top.
$(RUN): pyproject.toml constraints.txt
	@echo "installing the server into $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --editable .
	@touch $@

$(STAMP): $(RUN)
	@echo "installing what tests and checks need into $(VENV) …"
	@$(PIP) --editable '.[dev]'
	@touch $@

install: $(STAMP) ## make .venv/ with pinned versions

demo: $(RUN) ## start a server, place a call, write hello.wav, print latencies
	$(BIN)/mrcp-server demo --out hello.wav

serve: $(RUN) ## run the server with conf/dev.toml
	$(BIN)/mrcp-server serve --config conf/dev.toml

test: $(STAMP) ## all tests; installs SIPp and recordings when root on Debian
	@tests/install-tools
	$(BIN)/python -m pytest -n auto

check: $(STAMP) ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(STAMP) ## put the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(STAMP) ## what is made of the code: the drawing of the folders, the clauses that are tested
	$(BIN)/python -m tests.tree
	$(BIN)/python -m tests.conformance.table

FUZZ_SECONDS ?= 600
fuzz: $(STAMP) ## hours of generated input for every parser and machine; keeps what it learns in tests/fuzz/guided/corpus
	$(BIN)/python -m tests.fuzz.histories --count 100000
	$(BIN)/python -m tests.fuzz.guided --seconds $(FUZZ_SECONDS) --keep

SOAK_MINUTES ?= 20
soak: $(STAMP) ## calls of all kinds come and go, processes are killed; in the end nothing may be left
	@tests/install-tools
	$(BIN)/python -m tests.interop.soak --minutes $(SOAK_MINUTES)

bench: $(STAMP) ## figures and ratios, printed and written to bench/results
	@tests/install-tools
	$(BIN)/python -m bench
