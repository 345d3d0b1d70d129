"""Installs packages into the environment that runs this, by uv: what `pip install` is told, in a fraction of its time.

uv does not read pip's settings, so it is handed what they say of where packages are. What it cannot fetch all the
same, behind a login for instance, pip does.
"""

import ast
import os
import subprocess
import sys
from pathlib import Path

# A later one goes before an earlier one, as in pip.
SCOPES = ("global", "install", ":env:")
# By pip's name: uv's variable, and what parts several values in it.
TOLD = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "no-index": ("UV_NO_INDEX", " "),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "cert": ("SSL_CERT_FILE", " "),
    "proxy": ("HTTPS_PROXY", " "),
}
# As pip: the best that any index has, for the hashes say which file is meant; and compiled, for those who run it may
# not write there.
FIXED = {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_COMPILE_BYTECODE": "1"}


def settings_of_pip() -> dict[str, str]:
    """What pip is told by its files and the environment, by the name of the option."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    lines = [line.partition("=") for line in listed.splitlines()]
    found = {name: ast.literal_eval(value) for name, _, value in lines}
    return {name.partition(".")[2]: found[name] for scope in SCOPES for name in found if name.startswith(f"{scope}.")}


def main(arguments: list[str]) -> int:
    said = settings_of_pip()
    told = {variable: mark.join(said[name].split()) for name, (variable, mark) in TOLD.items() if name in said}
    uv = [str(Path(sys.executable).parent / "uv"), "pip", "install", "--python", sys.executable]
    pip = [sys.executable, "-m", "pip", "install"]
    if subprocess.run([*uv, *arguments], check=False, env={**told, **FIXED, **os.environ}).returncode == 0:
        return 0
    return subprocess.run([*pip, *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
