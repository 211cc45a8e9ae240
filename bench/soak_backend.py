"""A backend for the soak: every response carries the id of its request.

    GET  /ID?size=N   N bytes: the ID, repeated
    POST /ID          "ID LENGTH\\n", after the body has been read
    GET  /health      200
"""

import asyncio
import sys
from urllib.parse import parse_qs, urlsplit


def text_of(identity: str, size: int) -> bytes:
    pattern = f"{identity} ".encode()
    return (pattern * (size // len(pattern) + 1))[:size]


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            method, target, _ = head.split("\r\n", 1)[0].split(" ")
            fields = dict(
                (name.lower(), value.strip())
                for name, value in (line.split(":", 1) for line in head.split("\r\n")[1:] if line)
            )
            length = int(fields.get("content-length", 0))
            left = length
            while left > 0:
                left -= len(await reader.readexactly(min(left, 65536)))
            url = urlsplit(target)
            identity = url.path[1:]
            size = int(parse_qs(url.query).get("size", ["20"])[0])
            body = f"{identity} {length}\n".encode() if method == "POST" else text_of(identity, size)
            writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
            await writer.drain()
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]), backlog=512)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
