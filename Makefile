# make app    the page, in a browser on this machine
# make check  lint, types and the fast tests
# make test   lint, types and all tests but those of `make soak`
# make soak   tests that kill processes, flood the server or take over ten seconds; before a release
# make screenshots   pictures of the page's states in build/screenshots; two of them are in the README
# make lock   regenerate requirements.lock from constraints.txt, with a hash for each file
# make clean  remove everything that the other targets created
#
# Only Python 3.11 or newer is needed: `make app PYTHON=python3.12` selects one.
# On Linux, pip's default build of torch adds several GB of CUDA libraries. To get the small
# CPU build, give PyTorch's index for it (its installation page has the address):
# `make app PIP_EXTRA_INDEX_URL=...`; constraints.txt works with both.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PACKAGING := pyproject.toml constraints.txt

.PHONY: app check lint test fast-tests all-tests soak screenshots chromium lock clean

app: $(VENV)/.installed
	$(BIN)/python app.py

# Write bytecode even where the environment turns it off: otherwise each of the many processes that the tests
# start compiles every module again.
export PYTHONDONTWRITEBYTECODE :=

# One worker per core. The tests of a file stay together, because they share models, servers and browsers; files
# start in the order that tests/conftest.py gives them.
PYTEST := $(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

# Lint runs beside the tests, which leave the processor idle while they wait for pages and processes.
check: $(VENV)/.installed-for-tests
	$(MAKE) --jobs 2 lint fast-tests

test: $(VENV)/.installed-for-tests chromium
	$(MAKE) --jobs 2 lint all-tests

fast-tests: $(VENV)/.installed-for-tests
	$(PYTEST) -m 'not slow and not browser and not soak'

all-tests: $(VENV)/.installed-for-tests
	$(PYTEST) -m 'not soak'

soak: $(VENV)/.installed-for-tests chromium
	$(PYTEST) -m 'soak or hypothesis' --hypothesis-profile many

screenshots: $(VENV)/.installed-for-tests chromium
	$(BIN)/python -m bench.screenshots build/screenshots
	cp build/screenshots/1440-light-result.png docs/briefing.png
	cp build/screenshots/390-dark-result.png docs/briefing-phone.png

# torch has no line: its builds for CPUs and for CUDA are different files.
lock: $(VENV)/.installed-for-tests
	mkdir -p build
	echo "torch; sys_platform == 'none'" > build/no-torch.txt
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--constraint constraints.txt --override build/no-torch.txt --no-emit-package torch \
		--custom-compile-command 'make lock' --no-header --quiet --output-file requirements.lock

lint: $(VENV)/.installed-for-tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/mypy

# Stamp files: an environment is created once, and updated when its requirements change.
$(VENV)/.installed: $(PACKAGING) | $(BIN)/pip
	$(BIN)/pip install --constraint constraints.txt --editable '.[page,mcp,torch]'
	touch $@

$(VENV)/.installed-for-tests: $(PACKAGING) | $(BIN)/pip
	$(BIN)/pip install --constraint constraints.txt --editable '.[page,mcp,parquet,ray,torch,dev,bench,training]'
	touch $@ $(VENV)/.installed

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or newer is needed; name one as in: make app PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo 'Python has no venv; on Debian or Ubuntu: apt-get install python3-venv' >&2; exit 1; }

# The tests of the page drive a real browser.
chromium:
	@command -v chromium > /dev/null || { \
		if [ "$$(id -u)" = 0 ]; then as_root=; else as_root='sudo -n'; fi; \
		command -v apt-get > /dev/null && \
		$$as_root apt-get update -q && \
		DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -q --no-install-recommends chromium; \
	} || { echo 'The tests of the page need Chromium: install it, then run make test again.' >&2; exit 1; }

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
