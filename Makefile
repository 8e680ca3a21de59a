# Everything a person does with PetAvatar on one machine. Needs only make and Python 3; uv is fetched if missing.
SHELL := /bin/sh
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
RUN := $(UV) run --frozen
# Which tests stay together says tests/support/scheduling.py.
PYTEST := $(RUN) pytest -n auto --no-loadscope-reorder
# What runs the system, without what checks it.
SYNC_LEAN := $(UV) sync --frozen --inexact --no-dev --quiet
# make itself is the parent of what runs the system, so that the system ends when make is killed.
RUN_SYSTEM := PETAVATAR_PARENT=$$PPID exec .venv/bin/
# The builds call uv by its name.
export PATH := $(CURDIR)/.tools/bin:$(PATH)
# Every interpreter that the tests start would compile again what it imports.
unexport PYTHONDONTWRITEBYTECODE
OUT ?= out
HANDLERS := build/handlers
TYPED := petavatar agent deployment local scripts bench testing evals clients/python/petavatar_client clients/python/petavatar_cli

.DEFAULT_GOAL := help
.PHONY: evals help setup lean demo local gallery texts build deploy template client acceptance check test test-engine verify soak bench recognition load hostile audit costs lint format types unit covered clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.tools/bin/uv:
	@echo "Fetching uv (about 25 MB), which installs all else ..."
	@python3 -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check uv

setup: $(filter .tools/%,$(UV)) ## Install the locked environment into .venv
	@$(UV) sync --frozen --quiet

# The sizes are those of uv.lock; a test holds them.
lean: $(filter .tools/%,$(UV))
	@$(SYNC_LEAN) --check 2>/dev/null || \
	{ echo "Installing what the system needs into .venv: about 165 MB to download, 480 MB on disk ..."; $(SYNC_LEAN); }

# docs/models.md says more.
REAL_MODELS = $(if $(MODELS),--models "$(MODELS)") $(if $(PROFILE),--profile "$(PROFILE)") \
	$(if $(REGION),--region "$(REGION)") $(if $(BASE_URL),--base-url "$(BASE_URL)") \
	$(if $(TEXT_MODEL),--text-model "$(TEXT_MODEL)") $(if $(IMAGE_MODEL),--image-model "$(IMAGE_MODEL)") \
	$(if $(MAX_USD),--max-usd "$(MAX_USD)")

demo: lean ## Turn a pet photo into an avatar and a career: make demo [PHOTO=my.jpg] [OUT=dir] [MODELS=bedrock]
	@$(RUN_SYSTEM)petavatar demo $(if $(PHOTO),"$(PHOTO)") --out "$(OUT)" $(REAL_MODELS)

local: lean ## Run the whole system on this machine until Ctrl-C: make local [KEEP=dir] [MODELS=bedrock] [SLOW=1]
	@$(RUN_SYSTEM)petavatar local $(if $(KEEP),--keep "$(KEEP)") $(if $(SLOW),--slow-models) $(REAL_MODELS)

gallery: lean ## Make the gallery's sheets: of the sample photos' cards, and of sixty offline portraits
	@$(RUN_SYSTEM)python -m local.gallery docs/images/gallery.jpg
	@$(RUN_SYSTEM)python -m local.portrait_sheet docs/images/portraits.jpg

texts: lean ## Print life stories by the offline writer, and figures on many: make texts [SAMPLES=6] [STORIES=200]
	@.venv/bin/python -m local.texts $(or $(SAMPLES),6) $(or $(STORIES),200)

build: setup ## Build what AWS runs: each function's lambda.zip and the agent's dist/agent.zip
	@$(RUN) python -m scripts.build

# docs/deploy.md says which options there are: make deploy SANDBOX=dev OPTIONS="--page --alarm-email a@example.org"
deploy: setup ## Make or change a sandbox on AWS by CloudFormation: make deploy SANDBOX=dev [OPTIONS="--dry-run"]
	@$(RUN) python -m scripts.deploy --sandbox "$(SANDBOX)" $(OPTIONS)

template: setup ## Write a sandbox's CloudFormation templates and code to dist/: make template [SANDBOX=dev]
	@$(RUN) python -m scripts.template --sandbox "$(or $(SANDBOX),dev)"

client: setup ## Generate the client that blocks, and build wheel and source distribution in dist/
	@$(RUN) python -m scripts.sync_client
	@$(UV) build --quiet --out-dir dist clients/python

# docs/acceptance.md says what it does and what comes of it.
acceptance: setup ## Check a sandbox on AWS, run one paid job, report: make acceptance SANDBOX=dev [PHOTO=my.jpg] [YES=1]
	@$(RUN) python -m scripts.acceptance --sandbox "$(SANDBOX)" $(if $(PHOTO),--photo "$(PHOTO)") \
		$(if $(filter 1,$(YES)),--yes) $(if $(filter 1,$(PREFLIGHT)),--preflight-only) $(if $(REPORT),--report "$(REPORT)")

lint: setup ## Check style and spelling, and that both locks fit their projects
	@$(UV) lock --check --quiet && $(UV) lock --check --quiet --project agent && $(UV) lock --check --quiet --project evals
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) typos

# All handlers have the same name: by others, one run checks them all.
types: setup ## Check types
	$(RUN) mypy $(TYPED)
	@rm -rf $(HANDLERS) && mkdir -p $(HANDLERS)
	@for handler in functions/*/handler.py; do \
		ln -s "$(CURDIR)/$$handler" "$(HANDLERS)/$$(basename $$(dirname $$handler) | tr - _).py"; \
	done
	$(RUN) mypy $(HANDLERS)

unit: setup ## Run the unit tests only
	$(PYTEST) tests/unit -q

check: setup lint types ## Check style, spelling and types, and run the unit tests near what changed since main
	$(PYTEST) -q $$($(RUN) python -m scripts.near_tests)

# The types are checked on one core; the tests need not wait for that.
test: setup lint ## Run every check and every test, with coverage
	@$(MAKE) --no-print-directory --jobs=2 types covered

# What starts at once would compile at once, each for itself: a fresh clone is compiled by one collection.
.venv/compiled: uv.lock | setup
	@$(RUN) pytest --collect-only -qq >/dev/null 2>&1 || true
	@touch $@

covered: setup .venv/compiled
	$(PYTEST) --cov --cov-report=term-missing:skip-covered --cov-fail-under=90

# Everything that names an engine goes by the environment, so that no key is in a list of processes.
test-engine: setup ## Run the tests of the engine against a running one: make test-engine ENDPOINT=https://... [CA_BUNDLE=ca.pem]
	@test -n "$(ENDPOINT)" || { echo "test-engine: give ENDPOINT, such as https://127.0.0.1:9297 (docs/engines.md)" >&2; exit 2; }
	@TEST_ENGINE_ENDPOINT="$(ENDPOINT)" TEST_ENGINE_CA_BUNDLE="$(CA_BUNDLE)" TEST_ENGINE_REGION="$${AWS_REGION:-}" \
	TEST_ENGINE_ACCESS_KEY_ID="$${AWS_ACCESS_KEY_ID:-}" TEST_ENGINE_SECRET_ACCESS_KEY="$${AWS_SECRET_ACCESS_KEY:-}" \
	$(RUN) pytest tests $(if $(ONLY),-k "$(ONLY)")

verify: setup lint types ## Run all that make test runs a sample of, then a short soak, in an hour: make verify [JOBS=50]
	@$(UV) sync --frozen --quiet --group bench
	$(PYTEST) -m "not soak" --hypothesis-profile verify
	@$(MAKE) --no-print-directory soak JOBS=$(or $(JOBS),50)

# tests/soak/test_soak.py says what it does; PACE=2 gives every job twice the time, on a busy machine.
soak: setup ## Run many jobs while processes of every kind are killed: make soak [JOBS=500] [SEED=1] [PACE=1]
	SOAK_JOBS=$(or $(JOBS),500) SOAK_SEED=$(or $(SEED),1) SOAK_PACE=$(or $(PACE),1) $(RUN) pytest tests/soak -m soak -q -s
	$(RUN) pytest tests/security -m soak -q -s

bench: setup ## Measure what everything beside the models costs: make bench [ONLY="cold warm"]
	$(RUN) --group bench python -m bench $(ONLY)

# DIR has photos and labels.csv; bench/recognition/labels.py says which columns.
recognition: setup ## Say how well photos are read offline: make recognition DIR=photos [DIR="photos more"]
	@test -n "$(DIR)" || { echo "recognition: give DIR, with photos and labels.csv (bench/recognition/labels.py)" >&2; exit 2; }
	@$(RUN) python -m bench.recognition $(DIR)

load: setup ## Put load on the local system or a deployment: make load [SECONDS=20] [FULL=1] [HOST=https://...]
	@$(RUN) --group bench python -m bench.load $(if $(SECONDS),--seconds $(SECONDS)) $(if $(FULL),--full) $(if $(HOST),--host "$(HOST)")

# docs/evals.md says what it judges.
evals: setup ## Judge what models make: make evals [MODELS=bedrock] [TEXT_MODEL_ID="one two"] [PROMPTS=dir] [JUDGE=id]
	@$(RUN) python -m evals $(if $(MODELS),--models "$(MODELS)") $(foreach id,$(TEXT_MODEL_ID),--text-model "$(id)") \
		$(if $(PROMPTS),--prompts "$(PROMPTS)") $(if $(JUDGE),--judge "$(JUDGE)") $(if $(PROFILE),--profile "$(PROFILE)") \
		$(if $(REGION),--region "$(REGION)") $(if $(MAX_USD),--max-usd "$(MAX_USD)")

hostile: setup ## Show what hostile pictures come to, and what each costs in time and memory
	@$(RUN) python -m tests.security.hostile

# OSV is a copy of OSV's export for PyPI, all.zip; without one, OSV itself is asked, over the internet.
audit: setup ## Check code by bandit's rules, packages by licence (SBOMs in dist/sbom) and by OSV: make audit [OSV=all.zip]
	$(RUN) ruff check --select S petavatar clients agent deployment local scripts functions
	@$(RUN) python -m scripts.audit
ifdef OSV
	@$(RUN) python -m scripts.audit.osv "$(OSV)"
else
	@for project in . agent; do \
		$(UV) audit --frozen --preview-features audit-command --project $$project; code=$$?; \
		if [ $$code -eq 2 ]; then echo "audit: OSV was not reached; the packages are unchecked" >&2; fi; \
		if [ $$code -ne 0 ]; then exit $$code; fi; \
	done
endif

costs: setup ## Write the tables of docs/costs.md from the counted job, prices and quotas in scripts/costs
	@$(RUN) python -m scripts.costs

format: setup ## Format the code
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

clean: ## Remove what was installed and cached here
	rm -rf .venv .tools .cache .petavatar .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist functions/*/lambda.zip
