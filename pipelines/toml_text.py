"""Values written as TOML on one line."""

import json
import re
from typing import Any


def quoted(text: str) -> str:
    """A basic string; its escapes are those of JSON, besides the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def key(name: str) -> str:
    """A key, bare where it may be."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else quoted(name)


def inline(value: Any) -> str:
    """A string, number, boolean, list or table; dictionaries become inline tables."""
    if isinstance(value, dict):
        pairs = ", ".join(f"{key(k)} = {inline(v)}" for k, v in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(inline(item) for item in value)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return quoted(value) if isinstance(value, str) else repr(value)
