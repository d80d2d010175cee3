# The two commands of the README: `make demo` and `make test`. Everything lands in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test lint stubs clean

# what serving needs: no torch, no system package
$(VENV)/.serve: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q -e .
	touch $@

# what the tests need besides: linters, torch for the training tests, and node packages for the browser tests
$(VENV)/.dev: $(VENV)/.serve tests/browser/package.json
	$(BIN)/pip install -q -e ".[dev]"
	$(BIN)/pip install -q torch==2.13.0
	$(BIN)/pip install -q -e ".[train]"
	if command -v npm >/dev/null; then npm --prefix tests/browser ci --no-audit --no-fund --loglevel=error; fi
	touch $@

demo: $(VENV)/.serve
	$(BIN)/moeforge demo --out out

test: $(VENV)/.dev
	$(BIN)/python -m pytest -q

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright

stubs: $(VENV)/.dev
	$(BIN)/python protos/generate.py

clean:
	rm -rf $(VENV) out
