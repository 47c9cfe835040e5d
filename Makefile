.PHONY: run test test-full check load bench setup lock

run: setup ; @.ci/start
test: setup ; @.ci/test
test-full: setup ; @.ci/test -m ""
check: setup ; @.ci/check
load: setup ; @.venv/bin/python -m pipelines load $(FILES)
bench: setup ; @.venv/bin/python tests/bench/load.py
setup: ; @.ci/setup
lock: ; @.ci/lock
