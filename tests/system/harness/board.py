"""A dashboard with controls, and requests as its page sends them."""

import json
import signal

from .client import Client
from .programs import Program, run, wait_until

PASSWORD = "correct horse battery"


def password_line(user, password=PASSWORD):
    """The user's line for the password file, made by --hash-password."""
    done = run("rrlb-dashboard", "--hash-password", user, given=password + "\n")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


class Board:
    """`lb` is the balancer that it shows and controls; None for one that does not run."""

    def __init__(self, folder, lb=None, passwords=None, keys=None, **program_options):
        self.folder = folder
        self.config = folder / "dashboard.conf"
        self.lb = lb
        self.write(passwords, keys)
        self.program = Program("rrlb-dashboard", "--config", self.config, **program_options)

    def write(self, passwords=None, keys=None):
        """`passwords` is the text of the password file; None for no file."""
        named = {}
        if passwords is not None:
            file = self.folder / "passwords"
            file.write_text(passwords)
            file.chmod(0o640)
            named["password_file"] = json.dumps(str(file))
        url = f"http://127.0.0.1:{self.lb.port}" if self.lb else "http://127.0.0.1:1"
        socket = self.lb.socket_path if self.lb else str(self.folder / "nobody.sock")
        all_keys = {"listen": '"127.0.0.1:0"', "balancer": json.dumps(url), "interval": '"100ms"',
                    "history": json.dumps(str(self.folder / "history.db")), **named, **(keys or {})}
        lines = "".join(f"{key} = {value}\n" for key, value in all_keys.items())
        self.config.write_text(
            f"[balancer]\nadmin_socket = {json.dumps(socket)}\n\n[dashboard]\n{lines}")

    def wait_ready(self):
        self.port = int(self.program.wait_for_line(r"listening on \S+:(\d+)")[1])

    def reload(self, passwords=None, keys=None):
        self.write(passwords, keys)
        before = self.program.count_lines("reload: ")
        self.program.signal(signal.SIGHUP)
        wait_until(lambda: self.program.count_lines("reload: ") > before, "the reload")

    def page(self):
        return Page(self.port)


class Page:
    """Sends requests as fetch() in the dashboard's page does, with its cookie."""

    def __init__(self, port):
        self.authority = f"127.0.0.1:{port}"
        self.own = {"Host": self.authority, "Origin": f"http://{self.authority}",
                    "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
        self.cookie = None
        self._port = port

    def send(self, method, path, body=None, **changes):
        """The whole response. `changes` has new values of header fields; None removes a field."""
        names = {name.lower(): name for name in self.own}
        fields = dict(self.own)
        for name, value in changes.items():
            fields[names.get(name.replace("_", "-").lower(), name)] = value
        if self.cookie:
            fields["Cookie"] = self.cookie
        text = "" if body is None else body if isinstance(body, str) else json.dumps(body)
        if method != "GET":
            fields["Content-Length"] = len(text.encode())
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value is not None)
        with Client(self._port) as client:
            return client.ask(f"{method} {path} HTTP/1.1\r\n{head}\r\n{text}")

    def ask(self, method, path, body=None, **changes):
        """The status, and the parsed body."""
        response = self.send(method, path, body, **changes)
        return response.status, json.loads(response.body)

    def try_to_log_in(self, user="anna", password=PASSWORD):
        return self.send("POST", "/api/login", {"user": user, "password": password})

    def log_in(self, user="anna", password=PASSWORD):
        response = self.try_to_log_in(user, password)
        assert response.status == 200, response.body
        self.cookie = response.fields["set-cookie"].split(";")[0]
        return response

    def user(self):
        return self.ask("GET", "/api/session")[1]["user"]
