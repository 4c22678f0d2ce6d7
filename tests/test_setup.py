"""The start script, with stand-ins for Python and pip: nothing is installed and no network is used."""

import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
SCRIPTS = ("xiehuan", "check", ".ci/run")
TOOLS = (
    "cat",
    "chmod",
    "cksum",
    "env",
    "grep",
    "kill",
    "ln",
    "mkdir",
    "readlink",
    "rm",
    "sh",
    "sleep",
    "touch",
)
SHELLS = [shell for shell in ("dash", "bash", "sh") if shutil.which(shell)]

# Answers as a Python would that has venv and ensurepip, unless LACKS says what is missing; `-m venv` makes copies of
# itself, `-m pip` makes the program. What it was asked stands in $CALLS.
PYTHON = r"""#!/bin/sh
case "$*" in
*version_info*) case "$LACKS" in *new*) exit 1 ;; esac ;;
*"import venv"*) case "$LACKS" in *venv*) exit 1 ;; esac ;;
*realpath*) echo "$0" ;;
"-m venv "*)
    echo venv >>"$CALLS"
    mkdir -p "$3/bin" && echo "VIRTUAL_ENV='$3'" >"$3/bin/activate"
    cat "$0" >"$3/bin/python" && chmod +x "$3/bin/python" ;;
"-m pip "*)
    echo "pip $*" >>"$CALLS"
    case "$LACKS" in *network*) echo 'no route to host' >&2; exit 1 ;; *slow*) sleep 0.3 ;; esac
    packages=${0%/bin/*}/lib/python3.11/site-packages
    mkdir -p "$packages" && echo "$PWD/src" >"$packages/__editable__.xiehuan-0.1.0.pth"
    program=${0%/*}/xiehuan
    printf '%s\n' '#!/bin/sh' 'printf "<%s>" "$@"' >"$program" && chmod +x "$program" ;;
esac
"""


class Machine:
    """A copy of the start script in a folder with a difficult name, on a PATH with nothing but a few tools."""

    def __init__(self, root: Path) -> None:
        self.bin = root / "bin"
        self.home = root / "我的 文件夹 (1)" / "xiehuan"
        self.calls = root / "calls"
        self.bin.mkdir()
        self.home.mkdir(parents=True)
        for tool in TOOLS:
            if found := shutil.which(tool):
                (self.bin / tool).symlink_to(found)
        for name in ("xiehuan", "pyproject.toml", "constraints.txt"):
            shutil.copy(REPOSITORY / name, self.home / name)

    def install_python(self, name: str = "python3") -> Path:
        python = self.bin / name
        python.write_text(PYTHON, encoding="utf-8")
        python.chmod(0o755)
        return python

    def run(self, *args: str, start: Path | None = None, shell: str = "sh", lacks: str = "", **env: str):
        return subprocess.run(
            [shutil.which(shell), str(start or self.home / "xiehuan"), *args],
            env={"PATH": str(self.bin), "CALLS": str(self.calls), "LACKS": lacks, **env},
            cwd=self.bin.parent,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=30,
            check=False,
        )

    def asked(self) -> list[str]:
        return self.calls.read_text(encoding="utf-8").splitlines() if self.calls.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_are_well_formed(script: str) -> None:
    path = REPOSITORY / script
    first = path.read_text(encoding="utf-8").splitlines()[0]
    shell = "bash" if "bash" in first else "sh"
    assert os.access(path, os.X_OK)
    subprocess.run([shell, "-n", str(path)], check=True)
    if shellcheck := shutil.which("shellcheck"):
        subprocess.run([shellcheck, "--severity=warning", str(path)], check=True)


@pytest.mark.parametrize("shell", SHELLS)
def test_first_start_sets_up_and_passes_arguments_on(machine: Machine, shell: str) -> None:
    machine.install_python()
    done = machine.run("prepare", "两个 词", "*", shell=shell)
    assert (done.returncode, done.stdout) == (0, "<prepare><两个 词><*>")
    assert len(done.stderr.splitlines()) == 1
    assert machine.asked() == [
        "venv",
        "pip -m pip install -q --disable-pip-version-check -c constraints.txt -e .",
    ]


def test_the_path_of_the_source_suits_every_locale(machine: Machine) -> None:
    machine.install_python()
    machine.run()
    (pth,) = (machine.home / ".venv").glob("lib/*/site-packages/*.pth")
    assert (pth.parent / pth.read_text("ascii").strip()).resolve() == machine.home / "src"


@pytest.mark.parametrize("shell", SHELLS)
def test_second_start_is_silent_and_asks_python_nothing(machine: Machine, shell: str) -> None:
    python = machine.install_python()
    machine.run()
    machine.calls.unlink()
    python.unlink()
    done = machine.run("x", shell=shell)
    assert (done.returncode, done.stdout, done.stderr, machine.asked()) == (0, "<x>", "", [])


def test_starts_through_links_and_from_anywhere(machine: Machine, tmp_path: Path) -> None:
    machine.install_python()
    machine.run()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "one").symlink_to(machine.home / "xiehuan")
    (tmp_path / "two").symlink_to("elsewhere/one")
    assert machine.run("x", start=tmp_path / "two").stdout == "<x>"
    assert machine.asked().count("venv") == 1


@pytest.mark.parametrize("shell", SHELLS)
def test_without_venv_it_says_what_to_install(machine: Machine, shell: str) -> None:
    machine.install_python()
    done = machine.run(shell=shell, lacks="venv")
    assert done.returncode == 4
    assert done.stderr.count("apt install python3-venv") == 2
    assert "请先运行" in done.stderr
    assert "lacks venv" in done.stderr
    assert not (machine.home / ".venv" / "bin").exists()


@pytest.mark.parametrize("lacks", ["new", "all"])
def test_without_a_new_enough_python_it_says_so(machine: Machine, lacks: str) -> None:
    if lacks == "new":
        machine.install_python()
    done = machine.run(lacks=lacks)
    assert done.returncode == 4
    assert "没有找到 Python 3.11" in done.stderr
    assert "No Python 3.11 or newer was found" in done.stderr


def test_a_named_python_is_the_only_one_tried(machine: Machine, tmp_path: Path) -> None:
    machine.install_python()
    other = machine.install_python("另一个 python")
    assert machine.run("x", XIEHUAN_PYTHON=str(other)).stdout == "<x>"
    shutil.rmtree(machine.home / ".venv")
    assert machine.run(XIEHUAN_PYTHON=str(tmp_path / "none")).returncode == 4


def test_a_newer_python_under_another_name_is_found(machine: Machine) -> None:
    machine.install_python("python3.12")
    assert machine.run("x").stdout == "<x>"


def test_changed_pins_are_installed_into_the_same_place(machine: Machine) -> None:
    machine.install_python()
    machine.run()
    with (machine.home / "constraints.txt").open("a", encoding="utf-8") as pins:
        pins.write("one-more==1.0\n")
    done = machine.run("x")
    assert (done.stdout, done.stderr) == ("<x>", "")
    assert [line.split()[0] for line in machine.asked()] == ["venv", "pip", "pip"]


def test_an_environment_made_by_hand_is_adopted(machine: Machine) -> None:
    python = machine.install_python()
    env = {"PATH": str(machine.bin), "CALLS": str(machine.calls), "LACKS": ""}
    subprocess.run([str(python), "-m", "venv", str(machine.home / ".venv")], env=env, check=True)
    kept = machine.home / ".venv" / "kept"
    kept.touch()
    assert machine.run("x").stdout == "<x>"
    assert kept.exists()


@pytest.mark.parametrize("damage", ["moved", "half-made", "python gone", "never finished"])
def test_a_broken_environment_is_made_again(machine: Machine, damage: str) -> None:
    machine.install_python()
    machine.run()
    venv = machine.home / ".venv"
    if damage == "moved":
        machine.home = machine.home.rename(machine.home.parent / "另一处")
    elif damage == "half-made":
        shutil.rmtree(venv)
        (venv / "bin").mkdir(parents=True)
    elif damage == "python gone":
        (venv / "bin" / "python").unlink()
        (venv / "bin" / "python").symlink_to("/nonexistent/python3.11")
    else:
        (venv / "unfinished").touch()
    assert machine.run("x").stdout == "<x>"
    assert machine.asked().count("venv") == 2
    assert not (machine.home / ".venv" / "unfinished").exists()


def test_two_starts_at_once_set_up_once(machine: Machine) -> None:
    machine.install_python()
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: machine.run("x", lacks="slow"), range(4)))
    assert [d.stdout for d in done] == ["<x>"] * 4
    assert [line.split()[0] for line in machine.asked()] == ["venv", "pip"]


def test_a_lock_of_a_dead_process_does_not_stop_it(machine: Machine) -> None:
    machine.install_python()
    ended = subprocess.Popen(["sh", "-c", ":"])
    ended.wait()
    (machine.home / ".venv").mkdir()
    lock = machine.home / ".venv" / ".lock"
    lock.symlink_to(str(ended.pid))
    assert machine.run("x").stdout == "<x>"
    assert not lock.is_symlink()


def test_a_failed_installation_is_shown_and_tried_again(machine: Machine) -> None:
    machine.install_python()
    failed = machine.run(lacks="network")
    assert failed.returncode == 4
    assert failed.stdout == ""
    assert "no route to host" in failed.stderr
    assert "没有装好" in failed.stderr
    assert not (machine.home / ".venv" / "stamp").exists()
    assert machine.run("x").stdout == "<x>"


def test_tools_for_the_tests_are_added_and_nothing_is_started(machine: Machine) -> None:
    machine.install_python()
    machine.run()
    done = machine.run(XIEHUAN_EXTRA="check")
    assert (done.returncode, done.stdout) == (0, "")
    assert machine.asked()[-1].endswith("-e .[check]")
    assert machine.run("x").stdout == "<x>"
    assert len(machine.asked()) == 3


def test_uv_is_used_when_it_is_there(machine: Machine) -> None:
    machine.install_python()
    uv = machine.bin / "uv"
    uv.write_text('#!/bin/sh\necho "uv $*" >>"$CALLS"\nexec "$5" -m pip by uv\n', encoding="utf-8")
    uv.chmod(0o755)
    assert machine.run("x").stdout == "<x>"
    assert [line.split()[0] for line in machine.asked()] == ["venv", "uv", "pip"]


def test_constraints_are_plain_pins_for_everything_named() -> None:
    lines = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    plain = re.compile(
        r"[a-z0-9][a-z0-9._-]*==[0-9][a-z0-9.+!]*( ; [a-z_]+ [<>=!]+ '[A-Za-z0-9.]+'( (and|or) [a-z_]+ [<>=!]+ '[A-Za-z0-9.]+')*)?"
    )
    assert [line for line in lines if not plain.fullmatch(line)] == []
    named = re.findall(
        r'^ {4}"([A-Za-z0-9-]+)[>=]', (REPOSITORY / "pyproject.toml").read_text("utf-8"), re.MULTILINE
    )
    pinned = {line.split("==")[0] for line in lines}
    assert {name.lower() for name in named} <= pinned


def test_check_refuses_an_unknown_part() -> None:
    done = subprocess.run(
        [REPOSITORY / "check", "everything"], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 2
    assert "./check long" in done.stderr
