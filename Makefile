# What people type. `make help` lists it.
# PYTHON names the Python that builds .venv; ARGS goes to the command of a target.

PYTHON ?= python3
SETTLED = .venv/run.stamp
SETTLED_DEV = .venv/dev.stamp
IN_VENV = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run dev test lint format words lock hooks bench lighthouse screenshots clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r target what; do printf '%-17s %s\n' "$$target" "$$what"; done

run: $(SETTLED) ## start the site and its task worker (HOST, PORT, SITE_URL, DATABASE_URL, STORAGE_URL)
	@$(IN_VENV) manage.py serve $(ARGS)

dev: $(SETTLED_DEV) ## the same with debug pages and reload
	@$(IN_VENV) manage.py serve --dev $(ARGS)

test: $(SETTLED_DEV) ## every check and test; STRICT=1 leaves nothing out, ARGS="lint sqlite" picks steps
	@$(IN_VENV) -m tests.run $(if $(STRICT),--strict) $(ARGS)

lint: $(SETTLED_DEV) ## the checks that read the code only
	@$(IN_VENV) -m tests.run lint

format: $(SETTLED_DEV) ## lay out the code and the templates, mend what can be mended
	@$(IN_VENV) -m ruff check --fix-only --quiet .
	@$(IN_VENV) -m ruff format .
	@git ls-files -z --cached --others --exclude-standard 'templates/*.html' | xargs -0 -r .venv/bin/djade --target-version 5.2

words: $(SETTLED_DEV) ## collect the words people see into locale/, compile their translations (needs GNU gettext)
	@$(IN_VENV) manage.py make_words

lock: $(SETTLED_DEV) ## write the hashed locks from pyproject.toml; ARGS=--upgrade takes newer versions
	@$(LOCK) $(ARGS) --output-file requirements.txt >/dev/null
	@$(LOCK) $(ARGS) --group dev --constraint requirements.txt --output-file requirements-dev.txt >/dev/null

LOCK = $(IN_VENV) -m uv pip compile pyproject.toml --universal --python-version 3.11.7 --generate-hashes --no-header --no-annotate

hooks: $(SETTLED_DEV) ## let git check staged Python files before each commit
	@git config core.hooksPath .githooks

screenshots: $(SETTLED_DEV) ## make the pictures in docs anew (needs Chromium)
	@$(IN_VENV) scripts/screenshots.py

bench: $(SETTLED_DEV) ## measure speed beside a bare view; not part of the tests
	@$(IN_VENV) -m bench $(ARGS)

lighthouse: $(SETTLED_DEV) ## measure the samples on Lighthouse's slow phone; fails under 100 (needs Chromium and npm)
	@$(IN_VENV) -m bench.lighthouse $(ARGS)

clean: ## remove .venv, node_modules and caches; never the site's database or media
	@rm -rf .venv node_modules bench/lighthouse/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(SETTLED): requirements.txt
	@$(CHECK_PYTHON)
	@"$(PYTHON)" scripts/set_up.py

$(SETTLED_DEV): requirements.txt requirements-dev.txt
	@$(CHECK_PYTHON)
	@"$(PYTHON)" scripts/set_up.py --dev

CHECK_PYTHON = command -v "$(PYTHON)" >/dev/null || { echo "Lodestone needs Python 3.11.7 or newer, and there is no $(PYTHON): install one, or name it with PYTHON=/path/to/python3."; exit 1; }
