#!/bin/sh
# Makes the environment for work on this project in the directory $1 (default .venv): the locked dependencies, each
# checked against its hash, and the project itself in editable form.  Needs Python 3.11 or newer with its venv module.
set -eu

venv="${1:-.venv}"

newest_python() {
    for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
        if [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "error: Python 3.11 or newer was not found" >&2
    echo "help: install it, or name it: make PYTHON=/path/to/python3.11 ..." >&2
    return 1
}

python="$(newest_python)"
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "error: $python has no venv module" >&2
    echo "help: on Debian and Ubuntu: apt-get install python3-venv" >&2
    exit 1
fi
echo "making $venv with $("$python" --version)" >&2
"$python" -m venv --clear "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
# The build backend is found through PATH once pip does not isolate the build.
PATH="$PWD/$venv/bin:$PATH" "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
