"""One command from a fresh checkout to the running application: ``python3 -m dmaic`` (or ``python3 -m dmaic test``).

Uses the standard library only and stays readable for old Pythons, so that it can say what is wrong with them.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import time

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")


class CantGoOn(Exception):
    """What is wrong and what to do about it, in one sentence or two."""


def main(arguments: list) -> int:
    """Make the environment, install what is missing, then run the demo (or the tests, or a dmaic command)."""
    testing = arguments[:1] == ["test"]
    try:
        check_python()
        check_folder()
        if not testing:
            check_port(arguments)
        python = make_environment()
        install(python, "dev" if testing else "")
    except CantGoOn as problem:
        print("\nCan't go on: %s" % problem, file=sys.stderr)
        return 2
    if testing:
        command = [python, "-m", "pytest"] + arguments[1:]
    else:
        command = [python, "-c", "import sys; from dmaic.cli import main; sys.exit(main(sys.argv[1:]))"]
        command += arguments or ["demo"]
    try:
        return subprocess.call(command, cwd=ROOT)  # noqa: S603 - our own interpreter and arguments
    except KeyboardInterrupt:
        return 130


def check_python() -> None:
    """Refuse an old Python by name."""
    if sys.version_info[:2] < OLDEST:
        raise CantGoOn(
            "this is Python %d.%d, and Python %d.%d or newer is needed. Install a newer one and start with it, for "
            "example: python%d.%d -m dmaic" % (tuple(sys.version_info[:2]) + OLDEST + OLDEST)
        )


def check_folder() -> None:
    """Refuse a folder in which nothing can be made."""
    if not os.access(ROOT, os.W_OK):
        raise CantGoOn("the folder %s can't be written. Copy the project to a folder of your own." % ROOT)


def check_port(arguments: list) -> None:
    """Refuse a taken port before minutes are spent on installing; only a command that serves needs one."""
    if arguments[:1] not in ([], ["demo"], ["serve"]) or "--prepare-only" in arguments:
        return
    from config import load  # these need the standard library only
    from dmaic.errors import Refused
    from dmaic.serving import ask_for_port

    config = load()
    words = argparse.ArgumentParser(add_help=False)
    words.add_argument("--port", default=str(config.PORT))
    port = words.parse_known_args(arguments)[0].port
    try:
        if port.isdigit():  # anything else is refused where the command reads it
            ask_for_port(config.HOST, int(port))
    except Refused as refusal:
        raise CantGoOn(str(refusal))


def make_environment() -> str:
    """The interpreter of the project's own environment; makes the environment the first time."""
    python = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin", "python")
    if os.path.exists(python) or os.path.exists(python + ".exe"):
        return python
    print("[1/2] Making an environment in .venv ...", flush=True)
    try:
        import venv

        venv.create(VENV, with_pip=True, symlinks=os.name != "nt")
    except (ImportError, OSError, subprocess.CalledProcessError) as error:
        raise CantGoOn(
            "the environment can't be made (%s). On Debian and Ubuntu install the package python%d.%d-venv, remove the "
            "folder .venv and start again." % (error, sys.version_info[0], sys.version_info[1])
        )
    return python


def install(python: str, extra: str) -> None:
    """Install the project and its libraries into the environment, unless this very state is installed already."""
    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        state = hashlib.sha256(file.read()).hexdigest() + " " + extra
    stamp = os.path.join(VENV, "installed-%s" % (extra or "app"))
    if os.path.exists(stamp):
        with open(stamp) as file:
            if file.read() == state:
                return
    print("[2/2] Installing the libraries (a minute or two the first time) ...", flush=True)
    target = ROOT + ("[%s]" % extra if extra else "")
    command = [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-e", target]
    tell = sys.stdout.isatty()
    began = time.time()
    tail = []  # type: list
    pip = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)  # noqa: S603 - pip of our own environment
    for line in pip.stdout or ():
        tail = tail[-12:] + [line]
        if line.startswith(("Collecting ", "Installing ")):
            name = " ".join(line.split()[:2])[:60]
            print(("\r      %-62s" if tell else "      %s\n") % name, end="", flush=True)
    if pip.wait() != 0:
        raise CantGoOn("the libraries can't be installed. What pip said last:\n\n" + "".join(tail))
    with open(stamp, "w") as file:
        file.write(state)
    print(("\r" if tell else "") + "      Installed in %d seconds.%s" % (time.time() - began, " " * 40))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
