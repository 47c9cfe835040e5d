.PHONY: run test test-full check load bench bench-full bench-pages bench-statistics fuzz setup lock

run: setup ; @.ci/start
test: setup ; @.ci/test
test-full: setup ; @.ci/test -m ""
check: setup ; @.ci/check
load: setup ; @.venv/bin/python -m pipelines load $(FILES)
bench: setup ; @.venv/bin/python -m tests.bench.load
bench-full: setup ; @.venv/bin/python -m tests.bench.judging --times 10
bench-pages: setup ; @CARE_BROWSER=$$(.ci/browser) .venv/bin/python -m tests.bench.pages
bench-statistics: setup ; @.venv/bin/python -W ignore -m tests.bench.interval_coverage
fuzz: setup ; @CARE_FUZZ=2000 .venv/bin/python -m pytest -q tests/pipelines/test_fuzz.py
setup: ; @.ci/setup
lock: ; @.ci/lock
