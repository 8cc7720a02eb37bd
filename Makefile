# Two commands on a fresh machine: `make demo` and `make test`. Each installs what it lacks.
# Needs Python 3.11 or newer, git and make.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin

.PHONY: demo test check lint docs bench fuzz kills soak pictures format lock install sound browser clean

demo: install sound
	@$(RUN)/balint-voice demo

test: install sound browser
	$(RUN)/python -m pytest

check: lint test

lint: install
	$(RUN)/ruff format --check src tests benchmarks fuzz kills training
	$(RUN)/ruff check src tests benchmarks fuzz kills training
	$(RUN)/mypy
	$(RUN)/mypy --platform win32 --cache-dir .mypy_cache/win32 src
	$(RUN)/mypy --platform darwin --cache-dir .mypy_cache/darwin src
	$(RUN)/lint-imports

fuzz: install
	$(RUN)/python -m fuzz

# 1,000 kills of a session; nothing acknowledged may be lost. POINTS=100 for a short one.
kills: install
	$(RUN)/python -m kills $(POINTS)

# Two hours at normal speed on a sound server of its own. MINUTES=11 for a short one.
soak: install sound
	$(RUN)/python -m benchmarks.soak --minutes $(or $(MINUTES),120)

bench: install sound
	$(RUN)/python -m benchmarks

# The pictures in README.md and docs/design.md, drawn from the program.
pictures: install
	$(RUN)/python -m tests.documents.pictures

# docs/cli.md, from the program's own help.
docs: install
	$(RUN)/python tools/cli_page.py

format: install
	$(RUN)/ruff format src tests benchmarks fuzz kills training
	$(RUN)/ruff check --fix src tests benchmarks fuzz kills training

install: $(VENV)/installed

$(VENV)/installed: requirements.lock pyproject.toml
	@echo "Installing balint-voice into $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "Python's venv is missing. On Debian and Ubuntu: sudo apt install python3-venv"; exit 3; }
	@$(RUN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(RUN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

# PortAudio comes with the wheel on macOS and Windows; on Debian and Ubuntu it is a package.
# The tests bring their own sound server, so they need PulseAudio's programs besides.
sound:
	@sh tools/install-sound.sh $(filter test check bench soak kills,$(MAKECMDGOALS))

# The tests look at the HTML reports in a real browser.
browser:
	@sh tools/install-browser.sh

# For developers, after a change of dependencies (needs uv).
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --group dev pyproject.toml \
	  --no-header --no-annotate --quiet -o requirements.lock

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
