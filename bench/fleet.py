"""The backends of `scale`: one origin process behind as many addresses of 127/8 as are wanted."""

from ipaddress import IPv4Address
from pathlib import Path

FIRST = IPv4Address("127.1.0.1")
LAST = IPv4Address("127.255.255.254")
MOST = int(LAST) - int(FIRST) + 1


class Fleet:
    """The configuration of a balancer with `size` backends."""

    def __init__(self, folder: Path, size: int, port: int, origin_port: int):
        self._folder = folder
        self._size = size
        self._port = port
        self._origin_port = origin_port
        self.config = folder / "rrlb.conf"
        self.admin_socket = folder / "admin.sock"

    @staticmethod
    def name(number: int) -> str:
        return f"web{number + 1}"

    def write(self, weights: dict[int, int], weight: int = 1) -> None:
        """Replaces the file: `weights` by the number of the backend, `weight` for all others."""
        backends = "".join(
            f'[[backend]]\nurl = "http://{FIRST + number}:{self._origin_port}"\n'
            f'name = "{self.name(number)}"\nweight = {weights.get(number, weight)}\n'
            for number in range(self._size)
        )
        draft = self._folder / "draft"
        draft.write_text(f"""\
[balancer]
listen = ["127.0.0.1:{self._port}"]
mode = "proxy"
algorithm = "weighted_round_robin"
workers = 1
admin_socket = "{self.admin_socket}"
state_file = "{self._folder}/state.json"
[health]
interval = "2s"
{backends}""")
        draft.rename(self.config)
