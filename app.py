"""The door: `python app.py` opens the dashboard on this machine; inside the server it is the frame.

As a program it is the launcher: it refuses an address that others can reach, since there is no
sign-in yet, and starts the server. Run by the server it is the frame around every page: page
config, navigation for this viewer, and what is said when a page cannot be shown.
"""

import importlib
import os
import socket
import sys
import threading
import time
from ipaddress import ip_address
from pathlib import Path

import streamlit as st
from streamlit import config, runtime

from pages import NAVIGATION

HERE = Path(__file__).resolve()
PORT = 8501
LOCAL = "127.0.0.1"
NO_SIGN_IN = (
    "Care Review has no sign-in yet, so it serves this machine only. Start it with "
    "`python app.py`, or with `--server.address 127.0.0.1`."
)


def is_local(address: str | None) -> bool:
    """Whether only this machine can reach the address; none given means every interface."""
    try:
        return address == "localhost" or ip_address(address or "0.0.0.0").is_loopback
    except ValueError:
        return False


def launch() -> int:
    """Start the server and serve until it is stopped; 2 when it may not or cannot start."""
    from streamlit.runtime.pages_manager import PagesManager
    from streamlit.web import bootstrap

    port = os.environ.get("CARE_PORT") or str(PORT)
    config._main_script_path = str(HERE)  # so that .streamlit/ beside this file counts anywhere
    asked = {"server_port": port, "server_address": os.environ.get("STREAMLIT_SERVER_ADDRESS")}
    bootstrap.load_config_options({name: value for name, value in asked.items() if value})
    address = config.get_option("server.address")
    if refusal := refused(port, address):
        print(f"Cannot open the dashboard: {refusal}", file=sys.stderr)
        return 2
    config.set_option("server.port", int(port))
    PagesManager.uses_pages_directory = False  # 1.67: else the first deep link bypasses the frame
    print(f"Care Review: http://{address}:{port}", flush=True)
    threading.Thread(target=_warm, args=(address, int(port)), daemon=True).start()
    bootstrap.run(str(HERE), False, [], {})
    return 0


def refused(port: str, address: str | None) -> str:
    """Why the dashboard may not or cannot be served there; empty when it can."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        return f"CARE_PORT={port!r} is not a port. Use a number from 1 to 65535."
    if not is_local(address):
        return (
            f"{address!r} can be reached by others, and there is no sign-in yet. "
            "Unset STREAMLIT_SERVER_ADDRESS; it then serves this machine only."
        )
    try:
        socket.create_connection((address, int(port)), timeout=1).close()
    except OSError:
        return ""
    return f"something else listens on port {port}. Stop it, or set CARE_PORT to another one."


def _warm(address: str, port: int) -> None:
    """Import what the first page needs as soon as the server listens, before anybody asks."""
    while True:
        try:
            socket.create_connection((address, port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    importlib.import_module("pages.parts.warming").prepare()


def frame() -> None:
    """Draw the page that the address names, for the viewer who asks."""
    from pages.parts import blocks, reads, states, travelling
    from warehouse import notation
    from warehouse.home import home

    emblem = HERE.parent / "pages/charts/icons/variation-improvement-high.svg"
    st.set_page_config(page_title="Care Review", page_icon=emblem, layout="wide")
    if not is_local(st.get_option("server.address")):
        st.error(NO_SIGN_IN, icon=":material/block:")
        st.stop()
    first = HERE.parent / "pages" / NAVIGATION[0].file
    entrance = st.Page(  # a default page has no address of its own, and the first page has one
        lambda: st.switch_page(first, query_params=st.query_params.to_dict()),
        title="Care Review",
        default=True,
        visibility="hidden",
    )
    chapters: dict[str, list[st.Page]] = {"": [entrance]}
    for entry in NAVIGATION:
        if entry.needs in reads.viewer().rights:
            chapters.setdefault(entry.chapter, []).append(
                st.Page(
                    HERE.parent / "pages" / entry.file,
                    title=entry.title,
                    icon=entry.icon,
                    url_path=entry.url,
                )
            )
    page = st.navigation(chapters, position="top")
    if any(entry.is_bare and entry.url == page.url_path for entry in NAVIGATION):
        st.navigation(chapters, position="hidden")
    else:
        st.logo(blocks.wordmark(), size="small")
    travelling.arrived(page.url_path)
    blocks.printed()
    with states.guarded(page.title):
        notation.written(home().settings.locale)
        page.run()


if runtime.exists():
    frame()
elif __name__ == "__main__":
    sys.exit(launch())
