"""What may lie at the top, and what may lie loose in pages/."""

from pathlib import Path

from tests.house import tree

TOP = {
    *("app.py", "pages", "pipelines", "warehouse", "expectations", "tests", "docs"),
    *("requirements.txt", "requirements.lock", "pyproject.toml", "Makefile"),
    *("README.md", "CHANGELOG.md", "DECISIONS.md", "LICENSE"),
}


def check(root: Path) -> list[str]:
    """List entries of the top level that are not foreseen, and loose files in pages/.

    Hidden entries and those that .gitignore names are nobody's business. A loose page would be
    opened by Streamlit without app.py, and so without whatever app.py guards.
    """
    found = [
        f"{path.name}: not foreseen at the top level"
        for path in sorted(root.iterdir())
        if path.name not in TOP
        and not path.name.startswith(".")
        and not tree.ignored(root, path.name)
    ]
    found += [
        f"pages/{path.name}: loose in pages/"
        for path in sorted((root / "pages").glob("*"))
        if path.is_file() and path.name != "__init__.py"
    ]
    return found
