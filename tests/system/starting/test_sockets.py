"""Messages about sockets that cannot be opened: which, why, who uses it, and what to do."""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest
from harness.programs import LINE, PATHS, run

NO_LONGER = " (stop it, or choose another port)"


def write_config(folder, listen="127.0.0.1:0", admin=None):
    file = folder / "rrlb.conf"
    file.write_text(f'[balancer]\nlisten = ["{listen}"]\n'
                    f'admin_socket = "{admin or folder / "admin.sock"}"\n'
                    '[dashboard]\nlisten = "127.0.0.1:0"\n')
    return file


def refused(done, message):
    """Checks that it exited with 1 and printed this one line."""
    assert done.stdout == ""
    match = LINE.fullmatch(done.stderr.rstrip("\n"))
    assert match, done.stderr
    assert (match[1], match[2]) == ("error", message)
    assert done.returncode == 1


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        yield listener.getsockname()[1]


def own_name():
    return f"{Path('/proc/self/comm').read_text().strip()} (pid {os.getpid()})"


def test_a_port_used_by_another_program(taken, tmp_path):
    done = run("rrlbd", "--config", write_config(tmp_path, f"127.0.0.1:{taken}"))
    refused(done, f"listen 127.0.0.1:{taken}: Address already in use by {own_name()}" + NO_LONGER)


def test_a_port_used_by_another_balancer(balancer, tmp_path):
    lb = balancer([])
    folder = tmp_path / "second"
    folder.mkdir()
    done = run("rrlbd", "--config", write_config(folder, f"127.0.0.1:{lb.port}"))
    refused(done, f"listen 127.0.0.1:{lb.port}: Address already in use by rrlbd (pid "
            f"{lb.program.pid})" + NO_LONGER)


def test_a_port_used_on_all_addresses(taken, tmp_path):
    done = run("rrlbd", "--config", write_config(tmp_path, f"0.0.0.0:{taken}"))
    refused(done, f"listen 0.0.0.0:{taken}: Address already in use by {own_name()}" + NO_LONGER)


def test_a_port_in_use_that_a_backend_wants(taken):
    done = run("rrlb-backend", "--listen", f"127.0.0.1:{taken}")
    refused(done, f"listen 127.0.0.1:{taken}: Address already in use by {own_name()}" + NO_LONGER)


def test_an_address_of_another_machine(tmp_path):
    done = run("rrlbd", "--config", write_config(tmp_path, "192.0.2.1:5000"))
    refused(done, "listen 192.0.2.1:5000: Cannot assign requested address "
            "(no network interface has this address)")


def test_a_port_below_1024(tmp_path):
    first = int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text())
    if first < 2:
        pytest.skip("everyone may have port 1 here")
    if os.geteuid() == 0:
        folder = Path(tempfile.mkdtemp(prefix="rrlb-test-"))
        folder.chmod(0o755)
        become_another = {"preexec_fn": lambda: os.setuid(65534)}
    else:
        folder, become_another = tmp_path, {}
    try:
        done = run("rrlbd", "--config", write_config(folder, "127.0.0.1:1"), **become_another)
    except (PermissionError, subprocess.SubprocessError):
        pytest.skip("another user may not run what was built here")
    finally:
        if os.geteuid() == 0:
            shutil.rmtree(folder)
    refused(done, "listen 127.0.0.1:1: Permission denied "
            "(a port below 1024 needs CAP_NET_BIND_SERVICE)")


def test_an_admin_socket_in_a_missing_folder(tmp_path):
    socket_path = tmp_path / "nowhere" / "admin.sock"
    done = run("rrlbd", "--config", write_config(tmp_path, admin=socket_path))
    refused(done, f"listen {socket_path}: No such file or directory (its folder does not exist)")


def test_an_admin_socket_in_place_of_a_file(tmp_path):
    file = tmp_path / "precious"
    file.write_text("data")
    done = run("rrlbd", "--config", write_config(tmp_path, admin=file))
    refused(done, f"listen {file}: Address already in use")
    assert file.read_text() == "data"


def test_the_admin_socket_of_a_running_balancer(balancer, tmp_path):
    lb = balancer([])
    folder = tmp_path / "second"
    folder.mkdir()
    done = run("rrlbd", "--config", write_config(folder, admin=lb.socket_path))
    refused(done, f"listen {lb.socket_path}: Address already in use "
            "(another process listens on it)")
    assert lb.admin("/health")[0] == 200


def test_the_admin_socket_of_a_balancer_that_was_killed(balancer):
    first = balancer([])
    first.program.kill()
    assert os.path.exists(first.socket_path)
    second = balancer([], balancer={"admin_socket": f'"{first.socket_path}"'})
    second.socket_path = first.socket_path
    assert second.admin("/health") == (200, "0/0 backends up, 0 requests\n")


def test_the_admin_socket_is_for_its_user_and_group(balancer):
    assert os.stat(balancer([]).socket_path).st_mode & 0o777 == 0o660


def test_no_escape_codes_without_a_terminal(balancer, fake_backend, start):
    lb = balancer([fake_backend()], env={"TERM": "xterm-256color"})
    backend = start("rrlb-backend", "--listen", "127.0.0.1:0", env={"TERM": "xterm-256color"})
    backend.wait_for_line("listening on")
    lb.config.write_text("nonsense")
    lb.program.signal(1)
    lb.program.wait_for_line("kept the running configuration")
    for program in (lb.program, backend):
        program.end()
        assert "\x1b" not in "".join(program.lines)
        assert program.lines
    for name in PATHS:
        done = run(name, "--help", env={**os.environ, "TERM": "xterm-256color"})
        assert "\x1b" not in done.stdout + done.stderr
