.PHONY: run test test-full check load bench bench-statistics setup lock

run: setup ; @.ci/start
test: setup ; @.ci/test
test-full: setup ; @.ci/test -m ""
check: setup ; @.ci/check
load: setup ; @.venv/bin/python -m pipelines load $(FILES)
bench: setup ; @.venv/bin/python tests/bench/load.py
bench-statistics: setup ; @.venv/bin/python -W ignore -m tests.bench.interval_coverage
setup: ; @.ci/setup
lock: ; @.ci/lock
