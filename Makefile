# `make` alone lists the targets. Every target sets up what is missing first.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup protos run test quick prove bench wheel check format docs migration migrate lock ci clean

PY := .venv/bin/python

help: ## Lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

setup: ## Makes the environment and the stubs where they are missing or old
	@sh .ci/setup

protos: setup ## Generates protos/gen from the .proto files

run: setup ## Starts everything with the sandbox and prints where to look; Ctrl-C ends it
	@exec $(PY) -m lyoctl up

test: setup ## Runs every test; make test T=tests/booking for a part
	@exec $(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(T)

quick: setup ## Runs the tests that need no database and no process
	@exec $(PY) -m pytest -q -m "not slow" $(T)

prove: setup ## Kills, stops and freezes everything, over half an hour; T=tests/faults/test_x.py: a part
	@exec $(PY) -m pytest --full -q -s $(or $(T),tests/faults)

bench: setup ## Measures, beside opponents of the same run: table, build/bench.json, build/bench.svg
	@exec $(PY) -m bench

wheel: setup ## Builds lyo-api, the client for internal teams, in build/lyo-api
	@exec $(PY) clients/python/build.py

check: setup ## Format, lint, types, architecture, protos: everything without a database
	@exec sh .ci/check

format: setup ## Formats the code and mends what ruff can
	@$(PY) -m ruff format . && $(PY) -m ruff check --fix .

docs: setup ## Writes docs/configuration.md from the settings classes
	@exec $(PY) -m lyoctl configuration --write

migration: setup ## New revision: make migration S=booking M="add party size"
	@exec $(PY) -m lyoctl migration "$(S)" "$(M)"

migrate: setup ## Brings the database of DATABASE_URL to the newest schema
	@exec $(PY) -m lyoctl migrate

lock: setup ## Resolves pyproject.toml anew into requirements.lock
	@$(PY) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --extra dev pyproject.toml -o requirements.lock

ci: ## Exactly what CI runs
	@exec sh .ci/run

clean: ## Removes what the targets made, the development database included
	@rm -rf .venv .lyo build protos/gen
