# Every target explains itself: `make` lists them.
.DEFAULT_GOAL := help
.PHONY: help demo test lint format docs lock clean

VENV := .venv
BIN := $(VENV)/bin
EXAMPLE := podcast-hosting

help:  ## List the targets
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/ready  ## Design a bundled example and prove it on PostgreSQL; results in out/
	$(BIN)/bdm design src/backend_data_model/examples/$(EXAMPLE).md --engine postgresql --verify -o out

test: $(VENV)/ready  ## Run all tests (those whose engine is missing are skipped and say so)
	$(BIN)/python -m pytest

lint: $(VENV)/ready  ## Check style, types, the direction of imports and the freshness of the docs
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/write_docs.py --check

format: $(VENV)/ready  ## Format the code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: $(VENV)/ready  ## Write the generated pages of docs/ and the run shown in README.md
	$(BIN)/python scripts/write_docs.py

lock:  ## Renew requirements.lock (needs uv)
	uv pip compile -q pyproject.toml --group dev --generate-hashes --no-header --universal \
		--python-version 3.11 --upgrade -o requirements.lock

clean:  ## Remove the environment, caches and results
	rm -rf $(VENV) out .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/ready: requirements.lock pyproject.toml scripts/make_venv.sh
	@sh scripts/make_venv.sh $(VENV)
	@touch $@
