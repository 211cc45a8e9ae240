"""Tries the files in docs/examples, with addresses and folders for the test."""

import json
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from harness.programs import ROOT, path_of, run, wait_until

EXAMPLES = ROOT / "docs" / "examples"
LIES = ["-H", "X-Forwarded-For: 6.6.6.6", "-H", "X-Forwarded-Proto: gopher",
        "-H", "Forwarded: for=6.6.6.6", "-H", "X-Forwarded-Host: evil", "-H", "X-Real-IP: 6.6.6.6"]


def installed(program):
    return shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin")


def without(*programs):
    missing = [program for program in programs if not installed(program)]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


def text_of(name, **changes):
    """The example with these replacements; each must match."""
    text = (EXAMPLES / name).read_text()
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, str(new))
    return text


@pytest.mark.parametrize("name", [path.name for path in EXAMPLES.glob("*.conf")
                                  if "[balancer]" in path.read_text()])
def test_configurations_are_valid(name):
    done = run("rrlbd", "--check", "--config", EXAMPLES / name)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_file_of_the_folder_is_described():
    described = (EXAMPLES / "README.md").read_text()
    for path in EXAMPLES.iterdir():
        assert path.name == "README.md" or f"`{path.name}`" in described


# ---- TLS in front of the balancer

@pytest.fixture
def address():
    """An address for this process only, so that no other process takes the port."""
    ip = f"127.86.{os.getpid() >> 8 & 255}.{os.getpid() & 255}"
    with socket.create_server((ip, 0)) as chosen:
        return f"{ip}:{chosen.getsockname()[1]}"


@pytest.fixture
def certificate(tmp_path):
    key, chain = tmp_path / "key.pem", tmp_path / "chain.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-subj", "/CN=www.example.com", "-keyout", key, "-out", chain],
                   check=True, capture_output=True)
    both = tmp_path / "both.pem"
    both.write_text(key.read_text() + chain.read_text())
    return {"key": key, "chain": chain, "both": both}


@pytest.fixture
def behind_tls(tmp_path, start, origin):
    """Starts a balancer with the example and one backend; returns the backend and the port."""
    backend = origin()
    config = tmp_path / "rrlb.conf"
    listen = 'listen = ["127.0.0.1:5000"]'
    config.write_text(text_of("behind-tls.conf", **{
        listen: f'listen = ["127.0.0.1:0"]\nworkers = 1\nstate_file = ""\n'
                f'admin_socket = "{tmp_path}/admin.sock"',
        "http://10.0.0.11:8080": backend.url}).rsplit("[[backend]]", 1)[0])
    program = start("rrlbd", "--config", config)
    program.wait_for_line(r"balancer \S+ started")
    return backend, int(program.wait_for_line(r"listening on \S+:(\d+)")[1])


def asked_by(command, address, backend):
    """The fields that a backend gets for a TLS client that sends forged ones."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)
    curl = ["curl", "-sk", "--max-time", "10", "-o", "/dev/null", "-w", "%{http_code}",
            "-H", "Host: www.example.com", *LIES, f"https://{address}/page?x=1"]

    def answered():
        assert process.poll() is None, process.stderr.read()
        return subprocess.run(curl, capture_output=True, text=True, check=False).stdout == "200"

    try:
        wait_until(answered, "an answer by TLS")
    finally:
        process.terminate()
        process.communicate()
    request = next(one for one in backend.requests if one.target == "/page?x=1")
    return request.fields


def check_fields(fields):
    assert fields["host"] == "www.example.com"
    assert fields["x-forwarded-for"] == "127.0.0.1, 127.0.0.1"
    assert fields["x-forwarded-proto"] == "https"
    assert fields["x-forwarded-host"] == "www.example.com"
    assert "6.6.6.6" not in str(fields)


@without("nginx", "openssl")
def test_nginx_ends_tls(tmp_path, address, certificate, behind_tls):
    backend, port = behind_tls
    site = tmp_path / "site.conf"
    site.write_text(text_of("tls-nginx.conf", **{
        "443 ssl": f"{address} ssl", "127.0.0.1:5000": f"127.0.0.1:{port}",
        "/etc/ssl/www.example.com.pem": certificate["chain"],
        "/etc/ssl/private/www.example.com.key": certificate["key"]}))
    folders = "".join(f"{what}_temp_path {tmp_path}/{what};" for what in
                      ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    main = tmp_path / "nginx.conf"
    main.write_text(f"daemon off; pid {tmp_path}/nginx.pid; error_log stderr; events {{}}\n"
                    f"http {{ access_log off; {folders} include {site}; }}\n")
    check_fields(asked_by([installed("nginx"), "-p", str(tmp_path), "-e", "stderr", "-c", str(main)],
                          address, backend))


@without("haproxy", "openssl")
def test_haproxy_ends_tls(tmp_path, address, certificate, behind_tls):
    backend, port = behind_tls
    config = tmp_path / "haproxy.cfg"
    config.write_text(text_of("tls-haproxy.cfg", **{
        "bind :443": f"bind {address}", "127.0.0.1:5000": f"127.0.0.1:{port}",
        "/etc/ssl/private/www.example.com.pem": certificate["both"]}))
    check_fields(asked_by([installed("haproxy"), "-f", str(config)], address, backend))


# ---- Two balancers

def shared_address(balancer):
    """Whether the example's script lets this balancer have the address."""
    return subprocess.run(
        [EXAMPLES / "check-rrlb", "--socket", balancer.socket_path], check=False,
        env={"PATH": f"{path_of('rrlbctl').parent}:/usr/bin:/bin"}).returncode


def test_the_script_for_keepalived(balancer, fake_backend):
    one, other = fake_backend(), fake_backend()
    probes = {"interval": '"100ms"', "timeout": '"100ms"', "fall": 1, "rise": 1}
    lb = balancer([{"url": one.url, "name": "one"}, {"url": other.url, "name": "other"}], health=probes)
    lb.wait_status("other", "UP")
    assert shared_address(lb) == 0
    one.stop()
    lb.wait_status("one", "DOWN")
    assert shared_address(lb) == 0
    other.stop()
    lb.wait_status("other", "DOWN")
    assert shared_address(lb) != 0
    lb.program.ask_to_end()
    lb.program.wait()
    assert shared_address(lb) != 0


def interfaces():
    """Interfaces that can share an address: with IFF_MULTICAST and without IFF_LOOPBACK."""
    flags = {path.parent.name: int(path.read_text(), 16)
             for path in Path("/sys/class/net").glob("*/flags")}
    return [name for name, bits in sorted(flags.items()) if bits & 0x1008 == 0x1000]


@without("keepalived")
@pytest.mark.skipif(not interfaces(), reason="no interface to share an address on")
def test_keepalived_takes_its_configuration(tmp_path):
    config = tmp_path / "keepalived.conf"
    # The interface, the user and the path of the script depend on the machine.
    config.write_text(text_of("keepalived.conf", **{
        "interface eth0": f"interface {interfaces()[0]}", "script_user rrlb rrlb": "script_user root",
        "/usr/local/sbin/check-rrlb": "/bin/true"}))
    done = subprocess.run([installed("keepalived"), "--config-test", "-f", str(config)],
                          capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# ---- Drop-ins

def test_the_agents_command_line_is_right():
    """Except the path and the port, which depend on the machine."""
    start = next(line for line in text_of("metrics-agent.conf").splitlines()
                 if line.startswith("ExecStart=/"))
    words = start.replace("%i", "9100").split()
    assert words[0] == "ExecStart=/usr/sbin/rrlb-backend"
    words[words.index("/etc/rrlb.conf")] = str(ROOT / "etc/rrlb.conf")
    done = run("rrlb-backend", *words[1:], "--check")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_agents_socket_is_where_the_agent_expects_it():
    """The unit's own socket, which is on loopback, is replaced."""
    assert "\nListenStream=\nListenStream=0.0.0.0:%i\n" in text_of("metrics-agent-socket.conf")
    assert " --listen 0.0.0.0:%i " in text_of("metrics-agent.conf")


def test_the_jq_command_of_the_manual_works(balancer, fake_backend):
    """rrlbctl(1) uses jq to read the backends' statuses from .backends[]."""
    lb = balancer([{"url": fake_backend().url, "name": "web1"}])
    lb.wait_status("web1", "UP")
    answer = json.loads(run("rrlbctl", "--socket", lb.socket_path, "status", "--json").stdout)
    assert [(one["name"], one["status"]) for one in answer["backends"]] == [("web1", "UP")]
