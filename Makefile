# make demo: a meeting on this machine in a minute.  make test: everything that must hold.
PYTHON ?= python3
VENV := .venv
READY := $(VENV)/.ready

.PHONY: demo test check bench clean

demo: $(READY)
	$(VENV)/bin/tavlen demo $(ARGS)

test: $(READY)
	bash tests/prepare.sh
	$(MAKE) check
	$(VENV)/bin/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

# Style, types, and who may import whom.
check: $(READY)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo

bench: $(READY)
	$(VENV)/bin/python -m tests.bench.start
	$(VENV)/bin/python -m tests.bench.documents
	$(VENV)/bin/python -m tests.bench.live
	$(VENV)/bin/python -m tests.bench.doors
	$(VENV)/bin/python -m tests.bench.oracles

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Tavlen needs Python 3.11 or later.") if sys.version_info < (3, 11) else None'
	test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV) || { echo "Python lacks venv. On Debian: apt-get install python3-venv" >&2; exit 1; }
	$(VENV)/bin/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(VENV)/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $(READY)

clean:
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
