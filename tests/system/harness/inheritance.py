"""Starts a program with sockets that it inherits, as systemd does (sd_listen_fds(3))."""

import fcntl
import os
import socket
import sys

FIRST = 3
OUT_OF_THE_WAY = 500


def listening(port=0, share=False, family=socket.AF_INET, host="127.0.0.1"):
    made = socket.socket(family)
    if share:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind((host, port))
    made.listen(128)
    return made


def inheriting(*named):
    """The options for a program that inherits each (name, socket)."""
    fds = [sock.fileno() for _, sock in named]
    names = ":".join(name for name, _ in named)
    before = [sys.executable, "-I", __file__, names, ",".join(map(str, fds))]
    return {"before": before, "pass_fds": fds}


def become(names, fds, command):
    copies = [fcntl.fcntl(int(fd), fcntl.F_DUPFD_CLOEXEC, OUT_OF_THE_WAY) for fd in fds.split(",")]
    os.closerange(FIRST, OUT_OF_THE_WAY)
    for number, copy in enumerate(copies):
        os.dup2(copy, FIRST + number)
    env = {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": str(len(copies)), "LISTEN_FDNAMES": names}
    os.execve(command[0], command, {**os.environ, **env})


if __name__ == "__main__":
    become(sys.argv[1], sys.argv[2], sys.argv[3:])
