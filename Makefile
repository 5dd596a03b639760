# Every verb of the project; `make help` lists them. Nothing is installed twice: what is ready
# leaves a stamp in .venv, so a second run asks nobody anything and works without a network.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
LOCK := $(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url \
	--no-emit-find-links --python-version 3.11 --custom-compile-command "make lock" pyproject.toml
JOBS ?= 2
ARGS ?=
ONLY ?=
SEED ?= 1
FULL ?=
DATA := $(or $(MARSAD_DATA),data)

# Tests and benches find what the wheels brought along (nats-server) before the system's own.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PYTHONUTF8 := 1
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

.DEFAULT_GOAL := help
CHECKS := format-check lint-check room-check type-check
.PHONY: help run test check format bench bench-detect bench-trust bench-traffic soak laws shots lock docs clean $(CHECKS)

help: ## list the verbs
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

run: $(VENV)/warm.stamp ## install, then run the observatory (a first run plays a recorded outage)
	@exec $(BIN)/marsad serve $(if $(wildcard $(DATA)/story.db),,--demo) $(ARGS)

test: $(VENV)/system.stamp $(VENV)/warm.stamp ## install, then run every check and test, browser tests too
	@$(MAKE) --no-print-directory --keep-going check; checked=$$?; \
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(ARGS) && exit $$checked

check: $(CHECKS) ## formatting, lint, imports between rooms, types

format-check: $(VENV)/dev.stamp
	@$(BIN)/ruff format --check --quiet . || { echo "make format puts it right"; exit 1; }

lint-check: $(VENV)/dev.stamp
	@$(BIN)/ruff check --quiet .

room-check: $(VENV)/dev.stamp
	@$(BIN)/lint-imports --no-logo >$(VENV)/imports.log || { cat $(VENV)/imports.log; exit 1; }

type-check: $(VENV)/dev.stamp
	@$(BIN)/pyright

format: $(VENV)/dev.stamp ## put formatting and simple lint right
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

bench: $(VENV)/bench.stamp ## measure, beside the limits; ONLY=door for one of them
	@$(BIN)/python bench $(ONLY)

bench-detect: $(VENV)/dev.stamp ## measure the detector beside its peers; FULL=1 for more, SEED=2
	@$(BIN)/python -m bench.detect --seed $(SEED) $(if $(FULL),--full) $(ARGS)

bench-trust: $(VENV)/dev.stamp ## measure who can raise a false problem, and what it costs; SEED=2
	@$(BIN)/python -m bench.trust --seed $(SEED) $(ARGS)

bench-traffic: $(VENV)/dev.stamp ## measure how attack, crowd and fault are told apart, beside published ways
	@$(BIN)/python -m bench.traffic $(ARGS)

soak: MINUTES ?= 60
soak: $(VENV)/warm.stamp $(VENV)/dev.stamp ## honest and hostile load on one server, for MINUTES=60
	@$(BIN)/python scripts/soak.py --minutes $(MINUTES) $(ARGS)

laws: MINUTES ?= 10
laws: $(VENV)/system.stamp ## the hard tests again and again, with new seeds, for MINUTES=10
	@$(BIN)/python scripts/laws.py --minutes $(MINUTES)

shots: $(VENV)/system.stamp ## photograph every page into build/shots, and two into docs/images
	@$(BIN)/python -m scripts.shots

lock: $(VENV)/dev.stamp ## take newer dependencies (a week old at least) into the locks
	@$(LOCK) --group build -o requirements.lock
	@$(LOCK) --group build --group dev -c requirements.lock -o requirements-dev.lock

docs: $(VENV)/dev.stamp ## write the generated pages of docs/ anew
	@$(BIN)/python scripts/docs.py

clean: ## remove what was installed and cached; never the data
	@rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist
	@find src tests bench scripts -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/made.stamp:
	@sh scripts/venv $(PYTHON) $(VENV)
	@touch $@

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(VENV)/made.stamp
	@echo "installing what Marsad needs into $(VENV) (once)"
	@$(PIP) install --require-hashes --only-binary :all: -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# What computes is machine code, made when it is first used: better now than while an outage runs.
$(VENV)/warm.stamp: $(wildcard src/marsad/sense/*.py src/marsad/sense/cause/*.py src/marsad/watch/traffic/*.py) | $(VENV)/run.stamp
	@echo "compiling the detector and the readers of logs (once)"
	@$(BIN)/python -m marsad.sense.prepare || echo "it will be compiled when it is first used"
	@$(BIN)/python -m marsad.sense.cause.prepare || echo "it will be compiled when it is first used"
	@$(BIN)/python -m marsad.watch.traffic.prepare || echo "they will be compiled when first used"
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	@echo "installing what the tests need into $(VENV) (once)"
	@$(PIP) install --require-hashes --only-binary :all: -r requirements-dev.lock
	@touch $@

$(VENV)/system.stamp: scripts/need $(VENV)/dev.stamp
	@sh scripts/need chromium=chromium curl=curl libatomic.so.1=libatomic1 nginx=nginx-light \
		/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf=fonts-noto-core
	@touch $@

$(VENV)/bench.stamp: scripts/need $(VENV)/dev.stamp
	@sh scripts/need chromium=chromium libatomic.so.1=libatomic1 nginx=nginx-light wrk=wrk
	@touch $@
