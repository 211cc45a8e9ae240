"""The balancer and its peers, each told to redirect everything: one worker, no log of requests."""

import shutil
import subprocess
from pathlib import Path

from failure import Failure


class Nginx:
    name = "nginx"

    def __init__(self, build: Path):
        self._program = find_program("nginx")

    def version(self) -> str:
        return output_of(self._program, "-v").rpartition("nginx/")[2].strip()

    def command(self, folder: Path, port: int, backends: list[str], clients: int) -> list[str]:
        temporary = "".join(
            f"  {kind}_temp_path {folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        # nginx closes idle clients as soon as less than a sixteenth of its connections is free.
        connections = clients * 16 // 15 + 100
        (folder / "nginx.conf").write_text(f"""\
daemon off;
worker_processes 1;
{"user root root;" if Path("/proc/self").stat().st_uid == 0 else ""}
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections {connections}; }}
http {{
{temporary}\
  access_log off;
  keepalive_timeout 1h;
  keepalive_requests 1000000000;
  server {{
    listen 127.0.0.1:{port};
    location / {{ return 307 {backends[0]}$request_uri; }}
  }}
}}
""")
        return [self._program, "-p", str(folder), "-c", f"{folder}/nginx.conf", "-e", "stderr"]


class HAProxy:
    name = "haproxy"

    def __init__(self, build: Path):
        self._program = find_program("haproxy")

    def version(self) -> str:
        return output_of(self._program, "-v").split()[2]

    def command(self, folder: Path, port: int, backends: list[str], clients: int) -> list[str]:
        (folder / "haproxy.cfg").write_text(f"""\
global
  nbthread 1
  maxconn {clients + 100}
defaults
  mode http
  timeout client 1h
  timeout http-keep-alive 1h
frontend redirect
  bind 127.0.0.1:{port}
  http-request redirect code 307 prefix {backends[0]}
""")
        return [self._program, "-db", "-f", f"{folder}/haproxy.cfg"]


class Rrlbd:
    name = "rrlbd"

    def __init__(self, build: Path):
        self._program = str(build / "daemon/rrlbd")

    def version(self) -> str:
        return output_of(self._program, "--version").split()[-1]

    def command(self, folder: Path, port: int, backends: list[str], clients: int) -> list[str]:
        (folder / "rrlb.conf").write_text(f"""\
[balancer]
listen = ["127.0.0.1:{port}"]
workers = 1
admin_socket = "{folder}/admin.sock"
[health]
interval = "60s"
[proxy]
idle_timeout = "1h"
""" + "".join(f'[[backend]]\nurl = "{backend}"\n' for backend in backends))
        return [self._program, "--config", f"{folder}/rrlb.conf"]


SERVERS = {server.name: server for server in (Nginx, HAProxy, Rrlbd)}
PEERS = [Nginx.name, HAProxy.name]
REFERENCE = Nginx.name  # what ratios are taken of


def find_program(name: str) -> str:
    found = which(name)
    if not found:
        raise Failure(f"{name} is not installed: packaging/install-deps bench")
    return found


def which(name: str) -> str | None:
    """Servers live in sbin, which only root has in its PATH."""
    return shutil.which(name) or shutil.which(name, path="/usr/local/sbin:/usr/sbin:/sbin")


def output_of(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr
