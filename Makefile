# The two commands of the README: `make demo` and `make test`. Both set up what is missing.
# Needs only Python 3.11 or later with pip, git and make; PYTHON=... names the interpreter to use.

VENV := .venv
BIN := $(VENV)/bin
CANDIDATES := $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python
EXAMPLE := examples/acme
ROUTED := $(VENV)/routed.csv

# An environment whose Python has gone is made anew.
IGNORED := $(shell test -e $(VENV)/.python && ! $(BIN)/python -c '' 2>/dev/null && rm -rf $(VENV))

.PHONY: demo test setup clean

# `lint` ends with 1 where it has findings, and the example has one to show.
demo: $(VENV)/.routewright
	@printf '\n$$ routewright lint %s\n' $(EXAMPLE)
	@$(BIN)/routewright lint $(EXAMPLE) || test $$? -eq 1
	@printf '\n$$ routewright run %s --records %s/leads.csv --output $(ROUTED)\n' $(EXAMPLE) $(EXAMPLE)
	@$(BIN)/routewright run $(EXAMPLE) --records $(EXAMPLE)/leads.csv --output $(ROUTED)
	@printf '\nWho got whom, from $(ROUTED):\n'
	@$(BIN)/python -c 'import csv, sys; [print(f"  {row[0]:<26} {row[1]:<20} {row[2]:<16} {row[3]}") \
	  for row in ([r[c] for c in sys.argv[2:]] for r in csv.DictReader(open(sys.argv[1])))]' \
	  $(ROUTED) email routed_owner routed_rule routed_sla_due

test: $(VENV)/.routewright-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -v -n 2

setup: $(VENV)/.routewright-dev

$(VENV)/.routewright: $(VENV)/.python pyproject.toml
	@echo "Installing routewright into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.routewright-dev: $(VENV)/.python pyproject.toml
	@echo "Installing routewright and its development tools into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.routewright

# A Python without ensurepip still makes an environment, into which its own pip installs one.
$(VENV)/.python:
	@for python in $(CANDIDATES); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    rm -rf $(VENV); \
	    if ! "$$python" -m venv $(VENV) >/dev/null 2>&1; then \
	      rm -rf $(VENV); \
	      "$$python" -m venv --without-pip $(VENV) && \
	      "$$python" -m pip --python $(BIN)/python install --quiet pip || exit 1; \
	    fi; \
	    touch $@; exit 0; \
	  fi; \
	done; \
	echo "Python 3.11 or later was not found; install it, or name it: make PYTHON=/path/to/python3" >&2; \
	exit 1

clean:
	rm -rf $(VENV) dist build
