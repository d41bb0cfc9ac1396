"""Serves Crossbar.io on 127.0.0.1 for bench/router: realm1, anonymous, everything allowed. Prints the port once it listens.

Run by the Python that has Crossbar: it is the same process from then on, so that a signal ends it.
"""
import json
import os
import socket
import sys
import tempfile
import time

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]

ALLOWED = {"call": True, "register": True, "publish": True, "subscribe": True}
ROLE = {"name": "anonymous", "permissions": [{"uri": "", "match": "prefix", "allow": ALLOWED, "cache": True}]}
TRANSPORT = {
    "type": "websocket",
    "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": port},
    "serializers": ["json", "msgpack", "cbor"],
    "auth": {"anonymous": {"type": "static", "role": "anonymous"}},
    "options": {"tcp_nodelay": True},
}
WORKER = {"type": "router", "realms": [{"name": "realm1", "roles": [ROLE]}], "transports": [TRANSPORT]}

folder = tempfile.mkdtemp(prefix="lehr-crossbar-")
with open(os.path.join(folder, "config.json"), "w", encoding="utf-8") as file:
    json.dump({"version": 2, "workers": [WORKER]}, file)

if os.fork() == 0:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            print(port, flush=True)
            break
        except OSError:
            time.sleep(0.1)
    os._exit(0)

silent = os.open(os.devnull, os.O_WRONLY)
os.dup2(silent, 1)
os.dup2(silent, 2)
crossbar = os.path.join(os.path.dirname(sys.executable), "crossbar")
os.execv(crossbar, [crossbar, "start", "--cbdir", folder, "--logformat", "none"])
