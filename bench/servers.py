"""The balancer and its peers, each with one worker and without an access log. They redirect every
request (mode "redirect") or relay every request (mode "proxy")."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from failure import Failure


@dataclass(frozen=True)
class Job:
    """What a server is to do."""

    folder: Path
    port: int
    backends: list[str]  # URLs without a path
    clients: int
    mode: str
    workers: int = 1

    def backend_addresses(self) -> list[str]:
        return [backend.removeprefix("http://") for backend in self.backends]


class Nginx:
    name = "nginx"

    def __init__(self, build: Path):
        self._program = find_program("nginx")

    def version(self) -> str:
        return output_of(self._program, "-v").rpartition("nginx/")[2].strip()

    def command(self, job: Job) -> list[str]:
        temporary = "".join(
            f"  {kind}_temp_path {job.folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        # nginx closes idle clients as soon as less than a sixteenth of its connections is free.
        connections = job.clients * 16 // 15 + 400
        (job.folder / "nginx.conf").write_text(f"""\
daemon off;
worker_processes {job.workers};
{"user root root;" if Path("/proc/self").stat().st_uid == 0 else ""}
pid {job.folder}/nginx.pid;
error_log stderr;
events {{ worker_connections {connections}; }}
http {{
{temporary}\
  access_log off;
  keepalive_timeout 1h;
  keepalive_requests 1000000000;
{self._what(job)}
}}
""")
        return [self._program, "-p", str(job.folder), "-c", f"{job.folder}/nginx.conf", "-e", "stderr"]

    def _what(self, job: Job) -> str:
        if job.mode == "redirect":
            return f"""\
  server {{
    listen 127.0.0.1:{job.port};
    location / {{ return 307 {job.backends[0]}$request_uri; }}
  }}"""
        servers = " ".join(f"server {address};" for address in job.backend_addresses())
        return f"""\
  client_max_body_size 0;
  upstream backends {{ {servers} keepalive 256; keepalive_requests 1000000000; }}
  server {{
    listen 127.0.0.1:{job.port} reuseport;
    location / {{
      proxy_pass http://backends;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_request_buffering off;
    }}
  }}"""


class HAProxy:
    name = "haproxy"

    def __init__(self, build: Path):
        self._program = find_program("haproxy")

    def version(self) -> str:
        return output_of(self._program, "-v").split()[2]

    def command(self, job: Job) -> list[str]:
        (job.folder / "haproxy.cfg").write_text(f"""\
global
  nbthread {job.workers}
  maxconn {job.clients + 400}
defaults
  mode http
  timeout connect 5s
  timeout client 1h
  timeout server 1h
  timeout http-keep-alive 1h
{self._what(job)}
""")
        return [self._program, "-db", "-f", f"{job.folder}/haproxy.cfg"]

    def _what(self, job: Job) -> str:
        if job.mode == "redirect":
            return f"""\
frontend redirect
  bind 127.0.0.1:{job.port}
  http-request redirect code 307 prefix {job.backends[0]}"""
        servers = "\n".join(
            f"  server s{number} {address}"
            for number, address in enumerate(job.backend_addresses())
        )
        return f"""\
listen relay
  bind 127.0.0.1:{job.port}
  option forwardfor
  http-reuse always
  balance roundrobin
{servers}"""


class Rrlbd:
    name = "rrlbd"

    def __init__(self, build: Path, program: Path | None = None):
        """`program`: another rrlbd than the one in `build`."""
        self._program = str(program or build / "daemon/rrlbd")

    def version(self) -> str:
        return output_of(self._program, "--version").split()[-1]

    def command(self, job: Job) -> list[str]:
        health = 'path = "/health"\nmetrics_path = ""' if job.mode == "proxy" else ""
        tables = "".join(f'[[backend]]\nurl = "{backend}"\n' for backend in job.backends)
        (job.folder / "rrlb.conf").write_text(f"""\
[balancer]
listen = ["127.0.0.1:{job.port}"]
mode = "{job.mode}"
workers = {job.workers}
admin_socket = "{job.folder}/admin.sock"
state_file = ""
[health]
interval = "60s"
{health}
[proxy]
idle_timeout = "1h"
{tables}""")
        return self.command_for(job.folder / "rrlb.conf")

    def command_for(self, config: Path) -> list[str]:
        return [self._program, "--config", str(config)]


class Before(Rrlbd):
    """Another rrlbd, usually an earlier one, which the one in the build folder is compared with."""

    name = "before"


class Floor:
    """The lower bound: bytes are passed on and nothing is parsed (floor.cc)."""

    name = "floor"

    def __init__(self, build: Path):
        self._program = str(build / "bench/floor")

    def version(self) -> str:
        return "-"

    def command(self, job: Job) -> list[str]:
        ports = [address.rpartition(":")[2] for address in job.backend_addresses()]
        return [self._program, str(job.port), *ports]


SERVERS = {server.name: server for server in (Nginx, HAProxy, Rrlbd, Before, Floor)}
PEERS = [Nginx.name, HAProxy.name]
DEFAULT = [name for name in SERVERS if name != Before.name]
REFERENCES = [Nginx.name, Before.name]  # ratios are to these, if they were measured


def find_program(name: str) -> str:
    found = which(name)
    if not found:
        raise Failure(f"{name} is not installed; run packaging/install-deps bench")
    return found


def which(name: str) -> str | None:
    """Servers are installed in sbin, which only root has in its PATH."""
    return shutil.which(name) or shutil.which(name, path="/usr/local/sbin:/usr/sbin:/sbin")


def output_of(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr
