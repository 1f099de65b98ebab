#!/bin/sh
# Make or mend .venv and install one lock file into it:  sh tools/bootstrap.sh run|dev
#
# Needs only Python >= 3.11 with venv. pip installs uv and the build backend, checking their hashes;
# uv installs the rest, checking theirs. The project itself is installed editable from here.
set -eu
cd "$(dirname "$0")/.."
lock=$1

say() { printf '%s\n' "$*" >&2; }

usable() {
    [ "$("$1" -c 'import sys; print(sys.version_info >= (3, 11))' 2>/dev/null)" = True ]
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if usable "$candidate"; then
            printf '%s' "$candidate"
            return
        fi
    done
    if [ -n "${PYTHON:-}" ]; then
        say "PYTHON=$PYTHON is not a Python 3.11 or newer. Name another one: make PYTHON=python3.12 …"
    else
        say "Python 3.11 or newer is needed and was not found. Install it, or say where it is:"
        say "    make PYTHON=/path/to/python3.12 …"
    fi
    exit 1
}

make_venv() {
    python=$(find_python) || exit 1
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        say "$python cannot make a virtual environment: its venv module is not installed."
        say "On Debian and Ubuntu:  apt-get install python$version-venv"
        exit 1
    fi
    say "Making .venv with $("$python" --version) …"
    "$python" -m venv --clear .venv
}

# uv does not read pip's configuration: a mirror or a certificate set there is handed on.
pip_setting() { .venv/bin/python -m pip config get "global.$1" 2>/dev/null || true; }

hand_on_pip_settings() {
    if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
        index=${PIP_INDEX_URL:-$(pip_setting index-url)}
        [ -z "$index" ] || export UV_DEFAULT_INDEX="$index"
    fi
    if [ -z "${SSL_CERT_FILE:-}" ]; then
        certificates=${PIP_CERT:-$(pip_setting cert)}
        [ ! -f "$certificates" ] || export SSL_CERT_FILE="$certificates"
    fi
    # Like pip, uv shall trust what the machine trusts, a proxy's certificate say, if it has a store.
    if .venv/bin/python -c 'import ssl; assert ssl.create_default_context().get_ca_certs()' 2>/dev/null
    then
        export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}"
    fi
}

usable .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1 || make_venv

bootstrapped=.venv/bootstrap.ready
if ! cmp -s requirements/bootstrap.lock "$bootstrapped"; then
    say "Installing uv …"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input \
        --require-hashes --only-binary :all: --requirement requirements/bootstrap.lock
    cp requirements/bootstrap.lock "$bootstrapped"
fi

export UV_PYTHON_DOWNLOADS=never UV_LINK_MODE="${UV_LINK_MODE:-copy}"
hand_on_pip_settings
uv() { .venv/bin/uv pip "$@" --quiet --python .venv/bin/python; }

say "Installing requirements/$lock.lock …"
if [ "$lock" = dev ]; then
    uv sync --require-hashes requirements/dev.lock
else
    # Adds without removing, so that starting the demo takes nothing from a developer.
    uv install --require-hashes --requirement requirements/run.lock
fi
uv install --no-deps --no-build-isolation --editable .

touch .venv/run.ready
[ "$lock" = run ] || touch .venv/dev.ready
