"""The door: this machine only, on the port that was asked for."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app import is_local, refused

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_a_loopback_address_is_local(address):
    assert is_local(address)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.4", "", None, "care.example"])
def test_an_address_that_others_may_reach_is_not(address):
    assert not is_local(address)


def launched(**settings):
    done = subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_it_refuses_to_serve_others_while_there_is_no_sign_in():
    status, printed, said = launched(STREAMLIT_SERVER_ADDRESS="0.0.0.0")
    assert (status, printed) == (2, "")
    assert "'0.0.0.0' can be reached by others, and there is no sign-in yet" in said


@pytest.mark.parametrize("port", ["eighty", "0", "70000", "-1", "80.5", ""])
def test_it_refuses_what_is_not_a_port(port):
    assert refused(port, "127.0.0.1").startswith(f"CARE_PORT={port!r} is not a port")


def test_it_says_so_when_something_else_listens_on_the_port():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert f"something else listens on port {port}" in refused(port, "127.0.0.1")
    assert refused(port, "127.0.0.1") == ""
