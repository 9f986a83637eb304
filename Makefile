# Everything the project does by itself. `make help` lists the targets.

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# The Pythons to try, in order; choose one with `make setup PYTHON=python3.12`.
PYTHON ?= python3 python3.13 python3.12 python3.11 python3.14

BIN := .venv/bin
SETUP := .venv/.setup
SETUP_DOCS := .venv/.setup-docs

# $(call install,EXTRAS): this project, editable, with the versions of constraints.txt, its build requirements included.
define install
	if command -v uv >/dev/null 2>&1; then \
	    uv pip install --quiet --python $(BIN)/python \
	        --constraints constraints.txt --build-constraints constraints.txt --editable '.[$(1)]'; \
	else \
	    $(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null; \
	    PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt \
	        $(BIN)/python -m pip install -qq --disable-pip-version-check \
	        --constraint constraints.txt --editable '.[$(1)]'; \
	fi
endef

.PHONY: help setup demo test check docs bench validate clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

setup: $(SETUP) ## create .venv and install valuechain with its tools (again only when pyproject.toml or constraints.txt changed)

demo: $(SETUP) ## run the first scenario of the gallery
	@$(BIN)/valuechain run scenarios/ford-model-t.yaml

test: $(SETUP) ## run the tests
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile

check: $(SETUP) ## lint, formatting, types, and who may import whom
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo

docs: $(SETUP_DOCS) ## build the documentation into docs/_build/html, warnings as errors
	@$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html

bench: $(SETUP) ## measure the reference workloads beside the peers
	@$(BIN)/python benchmarks/run.py

validate: $(SETUP) ## compare the simulation with theory and evidence
	@$(BIN)/valuechain validate

clean: ## remove what the other targets wrote, but neither .venv nor results
	@rm -rf build dist docs/_build docs/reference/_generated .coverage htmlcov
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests docs -type d -name __pycache__ -prune -exec rm -rf {} +

# An environment that is missing, broken or too old is made anew. Bytecode is compiled whatever PYTHONDONTWRITEBYTECODE
# says, for without it every start is several times slower; a file that does not compile does no harm.
$(SETUP): pyproject.toml constraints.txt
	@set -e; \
	if ! $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    python=; \
	    for candidate in $(PYTHON); do \
	        if "$$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	            python=$$candidate; break; \
	        fi; \
	    done; \
	    if command -v uv >/dev/null 2>&1; then \
	        echo "setting up .venv with uv"; \
	        uv venv --quiet --clear --python "$${python:->=3.11}" .venv; \
	    elif [ -n "$$python" ]; then \
	        echo "setting up .venv with $$python"; \
	        "$$python" -m venv --clear .venv; \
	    else \
	        echo "valuechain needs Python 3.11 or later with its venv module; none of these is: $(PYTHON)" >&2; \
	        echo "install one, or name it: make setup PYTHON=/path/to/python3" >&2; \
	        exit 1; \
	    fi; \
	fi; \
	$(call install,dev); \
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m compileall -qq .venv/lib src >/dev/null 2>&1 || true; \
	touch $@

$(SETUP_DOCS): $(SETUP)
	@set -e; \
	$(call install,docs); \
	touch $@
