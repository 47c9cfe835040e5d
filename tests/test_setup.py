"""The set-up: what it makes, what it leaves alone, and what it says when it cannot."""

import re
import shutil
import subprocess
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.house import imports, tree

LOG = 'echo "$0 $*" >>"$CARE_LOG"\n'
PYTHON = f"""#!/bin/sh
{LOG}
case "$*" in
*version_info*) exit "${{CARE_TOO_OLD:-0}}" ;;
-V) echo "Python 3.12.0" ;;
"-m venv .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
*"pip install"*) exit "${{CARE_PIP_FAILS:-0}}" ;;
esac
"""
UV = f"""#!/bin/sh
{LOG}
case "$1" in
venv) mkdir -p .venv/bin && cp "$CARE_BIN/python3" .venv/bin/python ;;
esac
"""
NEVER_IMPORTED = {  # requirements.txt says of each what it does without being imported
    *("pyarrow", "pytz", "tzdata", "cryptography", "duckdb-extensions", "duckdb-extension-httpfs"),
    *("duckdb-engine", "pytest-xdist", "ruff", "mypy"),
}
TOOLS = ("sh", "cat", "cksum", "rm", "mkdir", "cp", "dirname", "id", "env", "mktemp")


class Clone:
    """A clone with stand-ins for Python and uv that write down how they were called."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "clone"
        self.bin = folder / "bin"
        self.log = folder / "log"
        self.root.mkdir()
        self.bin.mkdir()
        shutil.copytree(ROOT / ".ci", self.root / ".ci")
        shutil.copy(ROOT / "requirements.lock", self.root)
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool) or tool)

    def install(self, name: str, text: str) -> None:
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def run(self, script: str = ".ci/setup", **settings: str) -> subprocess.CompletedProcess[str]:
        self.log.write_text("")
        environment = {
            "PATH": str(self.bin),
            "CARE_LOG": str(self.log),
            "CARE_BIN": str(self.bin),
            "TMPDIR": str(self.root),
        }
        return subprocess.run(
            [self.root / script],
            env=environment | settings,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )

    def called(self, words: str) -> bool:
        return words in self.log.read_text()


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    made = Clone(tmp_path)
    made.install("python3", PYTHON)
    return made


def test_pip_installs_the_lock_where_there_is_no_uv(clone):
    assert clone.run().returncode == 0
    assert clone.called("--requirement requirements.lock")
    assert not clone.called("/uv ")


def test_uv_installs_the_lock_where_it_is_there(clone):
    clone.install("uv", UV)
    assert clone.run().returncode == 0
    assert clone.called("uv pip install --quiet --python .venv/bin/python --requirement")
    assert not clone.called("-m pip install")


def test_the_second_run_installs_nothing(clone):
    clone.run()
    assert clone.run().returncode == 0
    assert not clone.called("install")


def test_another_lock_is_installed(clone):
    clone.run()
    (clone.root / "requirements.lock").write_text("click==8.5.1\n")
    clone.run()
    assert clone.called("pip install")


def test_an_interrupted_set_up_is_made_anew(clone):
    assert clone.run(CARE_PIP_FAILS="1").returncode != 0
    (clone.root / ".venv" / "half").touch()
    assert clone.run().returncode == 0
    assert clone.called("pip install")
    assert not (clone.root / ".venv" / "half").exists()


def test_a_moved_folder_is_set_up_anew(clone):
    clone.run()
    clone.root = clone.root.rename(clone.root.with_name("moved"))
    clone.run()
    assert clone.called("pip install")


def test_an_environment_whose_python_is_gone_is_made_anew(clone):
    clone.run()
    (clone.root / ".venv" / "bin" / "python").unlink()
    assert clone.run().returncode == 0
    assert clone.called("pip install")


def test_a_linked_environment_is_used_as_it_is(clone):
    clone.run()
    (clone.root / ".venv").rename(clone.root / "shared")
    (clone.root / "shared" / ".stamp").unlink()
    (clone.root / ".venv").symlink_to("shared")
    assert clone.run().returncode == 0
    assert clone.log.read_text() == ""


def test_no_python_is_a_refusal_that_says_what_to_install(clone):
    (clone.bin / "python3").unlink()
    refused = clone.run()
    assert refused.returncode == 2
    assert "no Python 3.11 or newer was found" in refused.stderr
    assert "apt install python3 python3-venv" in refused.stderr
    assert not (clone.root / ".venv").exists()


def test_a_named_python_that_is_too_old_is_refused_by_name(clone):
    refused = clone.run(PYTHON="python3", CARE_TOO_OLD="1")
    assert refused.returncode == 2
    assert "PYTHON=python3 is not a Python 3.11 or newer" in refused.stderr


def test_a_python_without_the_venv_module_is_told_from_no_python(clone):
    clone.install(
        "python3", PYTHON.replace("case", 'case "$*" in *ensurepip*) exit 1 ;; esac\ncase', 1)
    )
    refused = clone.run()
    assert refused.returncode == 2
    assert "apt install python3-venv" in refused.stderr


def test_a_browser_that_is_named_must_run(clone):
    refused = clone.run(".ci/browser", CARE_BROWSER="/nowhere/chrome")
    assert refused.returncode == 2
    assert "CARE_BROWSER=/nowhere/chrome does not run" in refused.stderr


def test_a_browser_that_is_named_is_used(clone):
    clone.install("chrome", "#!/bin/sh\necho Chromium 140\n")
    named = str(clone.bin / "chrome")
    assert clone.run(".ci/browser", CARE_BROWSER=named).stdout == f"{named}\n"


def test_a_browser_on_the_path_is_found_but_not_a_snap(clone):
    clone.install("chromium", "#!/bin/sh\necho Chromium 140 snap\n")
    clone.install("google-chrome", "#!/bin/sh\necho Google Chrome 140\n")
    assert clone.run(".ci/browser").stdout == f"{clone.bin / 'google-chrome'}\n"


def test_no_browser_is_a_refusal_that_says_what_to_install(clone):
    clone.run()
    refused = clone.run(".ci/browser")
    assert refused.returncode == 2
    assert "Debian: apt install chromium" in refused.stderr


def started(clone: Clone, **settings: str) -> subprocess.CompletedProcess[str]:
    (clone.root / ".venv" / "bin").mkdir(parents=True)
    python = clone.root / ".venv" / "bin" / "python"
    python.write_text(
        f'#!/bin/sh\n{LOG}case "$*" in *load*) exit "${{CARE_LOAD_FAILS:-0}}" ;; esac'
    )
    python.chmod(0o755)
    return clone.run(".ci/start", **settings)


def test_the_sample_is_loaded_where_nothing_has_been_loaded(clone):
    assert started(clone).returncode == 0
    calls = re.findall(r"python (-m pipelines \w+|app.py)", clone.log.read_text())
    assert calls == ["-m pipelines sample", "-m pipelines load", "app.py"]


def test_the_sample_is_not_loaded_over_a_build(clone):
    (clone.root / "home").mkdir()
    (clone.root / "home" / "CURRENT").touch()
    assert started(clone, CARE_HOME="home").returncode == 0
    assert re.findall(r"python (\S+)", clone.log.read_text()) == ["app.py"]


def test_a_failed_load_opens_nothing_and_leaves_no_exports_behind(clone):
    before = sorted(path.name for path in clone.root.iterdir())
    assert started(clone, CARE_LOAD_FAILS="1").returncode == 1
    assert "app.py" not in clone.log.read_text()
    assert sorted(path.name for path in clone.root.iterdir()) == sorted([*before, ".venv"])


def pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text()
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", text, re.MULTILINE))


def test_the_lock_holds_every_direct_dependency_at_its_version():
    direct, locked = pins("requirements.txt"), pins("requirements.lock")
    assert {name: locked.get(name) for name in direct} == direct


def imported() -> set[str]:
    """Names of the distributions that the rooms and the tests import."""
    found = set()
    for _, module in tree.modules(ROOT, tests=True):
        found |= {name.split(".")[0] for _, name in imports.imports(module)}
    known = packages_distributions()
    return {known[name][0].lower().replace("_", "-") for name in found if name in known}


def test_every_package_that_is_imported_is_a_direct_dependency():
    assert sorted(imported() - set(pins("requirements.txt"))) == []


def test_every_direct_dependency_is_imported_or_works_without():
    assert sorted(set(pins("requirements.txt")) - imported() - NEVER_IMPORTED) == []


def test_every_line_of_the_lock_is_a_pin_and_names_no_address():
    for line in (ROOT / "requirements.lock").read_text().splitlines():
        assert re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; [a-z_]+ != '\w+'.*| ; .*)?", line)
        assert "://" not in line


def test_every_direct_dependency_says_why():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pinned = [line for line in lines if "==" in line]
    assert [line for line in pinned if not re.search(r"  # \w", line)] == []


def test_every_make_target_is_one_line_and_listed_as_phony():
    lines = (ROOT / "Makefile").read_text().splitlines()
    targets = [line.split(":")[0] for line in lines if re.match(r"[a-z-]+:", line)]
    assert lines[0] == f".PHONY: {' '.join(targets)}"
    assert [line for line in lines[1:] if line and not re.match(r"[a-z-]+: .*; @", line)] == []
