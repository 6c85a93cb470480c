# Treaty assistant. `make help` lists what there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
DOCS ?=
PASSAGES ?= 1000000
STAMP := $(VENV)/.installed

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-15s %s\n", $$1, $$2}'

$(STAMP): pyproject.toml constraints.txt
	@echo "Installing into $(VENV). First time: 2 to 5 minutes and about 2.5 GB, mostly PyTorch; later: nothing to do."
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

setup: $(STAMP)  ## install everything into .venv

run: setup  ## index and serve on 127.0.0.1:8000: the sample collection, or DOCS=/folder
ifeq ($(strip $(DOCS)),)
	@echo "Indexing the bundled sample collection (about a minute the first time, seconds after that)."
	@$(BIN)/treaty-assistant ingest --sample
	@$(BIN)/treaty-assistant serve --sample --port $(PORT)
else
	@echo "Indexing $(DOCS) (about a minute for 20 documents the first time; later only what changed)."
	@$(BIN)/treaty-assistant ingest "$(DOCS)" || test $$? -eq 3
	@$(BIN)/treaty-assistant serve --port $(PORT)
endif

check: setup  ## ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

# Each worker loads the encoder, so that more of them than four would want more memory than they save time.
test: check  ## ruff, mypy and all tests (about 9 minutes on two cores)
	@$(BIN)/pytest -m "not torture" -n auto --maxprocesses 4 --dist loadfile

fix: setup  ## let ruff format and repair
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

golden: setup  ## rewrite the golden files; review the diff
	@GOLDEN=1 $(BIN)/pytest -k golden

eval: setup  ## measure answers on the sample collection's question set
	@$(BIN)/treaty-assistant ingest --sample
	@$(BIN)/treaty-assistant eval run evals/cases/sample.jsonl --sample

eval-gate: setup  ## tell the gate 10,000 lies and 10,000 true claims made from the documents in DOCS=/folder
	@$(BIN)/python -m evals.gate "$(DOCS)"

bench: setup  ## time reading, embedding, searching and answering against baselines, in 10 minutes; DOCS=/folder
	@$(BIN)/python -m evals.bench $(DOCS)

bench-million: setup  ## build and search PASSAGES generated passages, 1000000 unless you say so (an hour or more)
	@$(BIN)/python -m evals.bench --only-generated --passages $(PASSAGES)

torture: setup  ## kill ingestions at 200 random moments and check that nothing is lost (about 30 minutes)
	@$(BIN)/pytest -m torture

prove-offline: setup  ## ingest, serve, ask and evaluate without a network, counting every attempt to connect (needs strace)
	@$(BIN)/python -m tests.prove_offline

.PHONY: help setup run check test fix golden eval eval-gate bench bench-million torture prove-offline
