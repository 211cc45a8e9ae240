"""A fake of systemd: the socket of sd_notify(3), and the store of descriptors."""

import os
import socket

from .programs import PATIENCE, wait_until

MOST_DESCRIPTORS = 253  # the kernel's limit per message


class NotifySocket:
    def __init__(self, folder):
        self.path = str(folder / "notify.sock")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.setblocking(False)
        self.heard = []  # messages, except those about the store
        self.stored = []  # (name, socket)
        self.store_messages = 0

    @property
    def env(self):
        return {"NOTIFY_SOCKET": self.path}

    def listen(self):
        """All messages so far, each as a list of lines."""
        while True:
            try:
                text, fds, _, _ = socket.recv_fds(self.socket, 65536, MOST_DESCRIPTORS)
            except BlockingIOError:
                return self.heard
            self._take(text.decode().split("\n"), fds)

    def _take(self, lines, fds):
        if lines[0] == "FDSTORE=1":
            self.store_messages += 1
            for fd in fds:
                self._store(lines[1].removeprefix("FDNAME="), socket.socket(fileno=fd))
        elif lines[0] == "FDSTOREREMOVE=1":
            for name, kept in self.stored:
                if f"FDNAME={name}" == lines[1]:
                    kept.close()
            self.stored = [entry for entry in self.stored if entry[1].fileno() >= 0]
        else:
            for fd in fds:
                os.close(fd)
            if lines[0] != "BARRIER=1":
                self.heard.append(lines)

    def _store(self, name, given):
        """Like systemd, compares the files behind the descriptors."""
        inodes = [os.fstat(kept.fileno()).st_ino for _, kept in self.stored]
        if os.fstat(given.fileno()).st_ino in inodes:
            given.close()
        else:
            self.stored.append((name, given))

    def stored_ports(self):
        self.listen()
        return [kept.getsockname()[1] for _, kept in self.stored]

    def wait_for(self, *lines, patience=PATIENCE):
        """Waits for this whole message."""
        wait_until(
            lambda: list(lines) in self.listen(), lambda: f"{lines} in {self.heard}", patience)

    def wait_for_first(self, line):
        """The first message that begins with this line."""
        return wait_until(
            lambda: next((m for m in self.listen() if m[0] == line), None),
            lambda: f"{line} in {self.heard}")

    def forget(self):
        self.listen()
        self.heard.clear()

    def count(self, *lines):
        return self.listen().count(list(lines))

    def close(self):
        for _, kept in self.stored:
            kept.close()
        self.socket.close()
