# Two commands matter to a new user: `make demo` and `make test`. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8501
DEMO_DB ?= sqlite:///var/demo.db
DEMO_PROJECTS ?= 30
STREAMLIT = $(BIN)/streamlit run app.py --server.port $(PORT) --server.headless true

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev setup-tiers demo run test coverage test-quick check bench faults screenshots clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: .venv/.runtime ## Make .venv and install the pinned requirements
setup-dev: .venv/.dev ## The same with what tests, checks and bench need

.venv/.runtime: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

setup-tiers: ## Install chromium, CJK fonts, LibreOffice and poppler-utils where apt-get may
	@sh scripts/install_tiers.sh

demo: setup ## A filled demo district (kept in var/demo.db; delete it for one on dates of today)
	@mkdir -p var
	@DAIBAN_DEMO=true DAIBAN_DATABASE_URL=$(DEMO_DB) $(BIN)/python -m cli demo --projects $(DEMO_PROJECTS) --address http://localhost:$(PORT)
	@DAIBAN_DEMO=true DAIBAN_DATABASE_URL=$(DEMO_DB) DAIBAN_BASE_URL=http://localhost:$(PORT) $(STREAMLIT)

run: setup ## Start empty (or go on with what is there); the first start asks for an administrator
	@mkdir -p var
	@$(STREAMLIT)

test: setup-dev setup-tiers ## Set up, then every test on SQLite, PostgreSQL, Chromium, SMTP, LibreOffice
	$(BIN)/python -m pytest -m "" -n 2 --dist loadgroup --durations=10

coverage: setup-dev setup-tiers ## The same tests with their coverage (half as long again)
	$(BIN)/python -m pytest -m "" -n 2 --dist loadgroup --cov --cov-report=term:skip-covered

test-quick: setup-dev ## All but the browser and rendering tiers
	$(BIN)/python -m pytest -n 2 -m "not browser and not render"

check: setup-dev ## Format, lint, types, layers, catalogs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy app.py cli domain exports jobs models pages services shell ui web
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/architecture

bench: setup-dev ## Each figure beside its floor, measured in the same run
	$(BIN)/python -m bench

faults: setup-dev ## Break things on purpose (FAULTS="worker clocks" for some); what holds is measured
	$(BIN)/python -m faults $(FAULTS)

screenshots: setup-dev setup-tiers ## Make the pictures of the README and the user guide anew
	$(BIN)/python scripts/screenshots.py

clean: ## Remove what can be made again (never var/)
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
