#!/bin/sh
# Installs what benchmarks measure beside us into a folder: sh bench/peers/install.sh [/tmp/lehr-peers]
# bench/anneal finds D-Wave's sampler there by itself; for bench/router the options that include the routers are printed. What cannot be installed here is left out with a word on stderr.
set -u
here=$(cd "$(dirname "$0")" && pwd)
to=${1:-/tmp/lehr-peers}
mkdir -p "$to/fox-wamp" "$to/nexus"
python=${PYTHON:-python3}

# Its SQLite is built from source and is not needed to route: no install scripts.
if npm install --prefix "$to/fox-wamp" --ignore-scripts --no-audit --no-fund --silent fox-wamp@0.7.28 >&2; then
  cp "$here/fox-wamp.cjs" "$to/fox-wamp/serve.cjs"
  echo "--peer 'fox-wamp=node $to/fox-wamp/serve.cjs'"
else
  echo 'fox-wamp: npm could not install it; left out' >&2
fi

if ! command -v go >/dev/null; then
  echo 'nexus: there is no go; left out' >&2
elif (cp "$here"/nexus/* "$to/nexus" && cd "$to/nexus" && go build -o nexus .) >&2; then
  echo "--peer 'nexus=$to/nexus/nexus'"
else
  echo 'nexus: go could not build it; left out' >&2
fi

if ! ("$python" -m venv "$to/dwave" && "$to/dwave/bin/pip" install --quiet dwave-samplers==1.8.0) >&2; then
  rm -rf "$to/dwave"
  echo 'dwave-samplers: pip could not install it; left out' >&2
fi

if ! "$python" -m venv "$to/crossbar" >&2; then
  echo "crossbar: there is no $python with venv; left out" >&2
elif "$to/crossbar/bin/pip" install --quiet crossbar==26.10.1 >&2; then
  cp "$here/crossbar/serve.py" "$to/crossbar/serve.py"
  echo "--peer 'crossbar=$to/crossbar/bin/python $to/crossbar/serve.py'"
else
  echo 'crossbar: pip could not install it; left out' >&2
fi
