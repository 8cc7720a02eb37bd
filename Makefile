# `make` alone lists what there is. Each target installs what it lacks.
# Needs Python 3.11 or newer, git and make.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
CODE := src tests benchmarks tools training
# As in tests/support/real.py. Speech of people comes from a folder that BALINT_VOICE_HUMAN_SPEECH names.
WEIGHTS := $(or $(BALINT_VOICE_TEST_WEIGHTS),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/balint-voice-tests)
# More workers than cores: most tests wait for sound or for a process.
WORKERS ?= 8
TESTS := $(RUN)/python -m pytest -n $(WORKERS) --dist loadgroup

.PHONY: help demo install test check proofs installs lint format docs pictures fuzz crash soak bench \
  weights lock sound browser develop clean types-here types-win32 types-darwin

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: install sound ## see and hear a whole session, in under three minutes
	@sh tools/put-on-path.sh $(RUN)/balint-voice
	@$(RUN)/balint-voice demo

install: $(VENV)/installed ## the program alone, into .venv

develop: $(VENV)/developing sound browser ## the program and all that its tests need

test: develop ## five minutes: what is pure, each part on real sound and in a real terminal, one session
	$(TESTS) -m "not slow"

check: lint develop weights ## all that a change has to pass: tests and proofs in one run (needs the network)
	$(TESTS)

proofs: develop weights ## the long proofs, which `make test` leaves out (needs the network)
	$(TESTS) -m slow

installs: develop ## of the proofs, those on the newest and oldest libraries allowed
	$(TESTS) tests/installs

lint: $(VENV)/developing ## formatting, lint, types on three systems, the order of the layers
	$(RUN)/ruff format --check $(CODE)
	$(RUN)/ruff check $(CODE)
	@$(MAKE) --no-print-directory --jobs 3 types-here types-win32 types-darwin
	$(RUN)/lint-imports

types-here: $(VENV)/developing
	$(RUN)/mypy

types-win32 types-darwin: types-%: $(VENV)/developing
	$(RUN)/mypy --platform $* --cache-dir .mypy_cache/$* src

format: $(VENV)/developing ## write the code as lint wants it
	$(RUN)/ruff format $(CODE)
	$(RUN)/ruff check --fix $(CODE)

docs: $(VENV)/developing ## write docs/cli.md from the program's own help
	$(RUN)/python tools/cli_page.py

pictures: $(VENV)/developing ## draw the pictures in README.md and docs/design.md from the program
	$(RUN)/python -m tests.documents.pictures

fuzz: $(VENV)/developing ## mutated files and command lines
	$(RUN)/python -m tests.fuzzing

crash: $(VENV)/developing ## 1,000 kills of a session, or POINTS=100; nothing acknowledged may be lost
	$(RUN)/python -m tests.crash $(POINTS)

soak: $(VENV)/developing sound ## two hours at normal speed on a private sound server, or MINUTES=11
	$(RUN)/python -m benchmarks.soak --minutes $(or $(MINUTES),120)

bench: $(VENV)/developing sound weights ## measure the speed, as in benchmarks/README.md
	$(RUN)/python -m benchmarks

# Where they cannot be had, what needs them is skipped with the reason.
weights: $(VENV)/developing ## real Whisper weights (133 MB, once) into a cache, for proofs and figures
	@BALINT_VOICE_MODELS="$(WEIGHTS)" $(RUN)/balint-voice models pull base || \
	  echo "There are no real weights here: what needs them is skipped."

lock: ## write both lists of pinned packages after a change of dependencies (needs uv)
	$(COMPILE) --group dev -o requirements-dev.lock
	$(COMPILE) --constraint requirements-dev.lock -o requirements.lock

clean: ## remove the environment and all that was built
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# One resolution in two lists, because pip can then install each with --require-hashes: the second
# list holds the versions of the first. What is pinned stays; `make lock UPGRADE=--upgrade` renews.
COMPILE = uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
  --no-annotate --quiet $(UPGRADE) pyproject.toml
INSTALL = $(RUN)/pip install --quiet --disable-pip-version-check
# pytest rewrites every assertion: once here, and not once in each of the workers.
COMPILE_TESTS = env -u PYTHONDONTWRITEBYTECODE $(RUN)/python -m pytest --collect-only --quiet

$(VENV)/installed: requirements.lock pyproject.toml
	@echo "Installing balint-voice into $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "Python's venv is missing. On Debian and Ubuntu: sudo apt install python3-venv"; exit 3; }
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --editable .
	@touch $@

$(VENV)/developing: $(VENV)/installed requirements-dev.lock
	@echo "Installing what its tests need into $(VENV) ..."
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@$(COMPILE_TESTS) > /dev/null || :
	@touch $@

# PortAudio comes with the wheel on macOS and Windows; on Debian and Ubuntu it is a package.
# The tests bring their own sound server, so they need PulseAudio's programs besides.
sound:
	@sh tools/install-sound.sh $(filter develop test check proofs installs bench soak crash,$(MAKECMDGOALS))

# The tests look at the HTML reports in a real browser.
browser:
	@sh tools/install-browser.sh
