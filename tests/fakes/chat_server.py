"""An OpenAI-compatible endpoint that answers rightly, wrongly, drop by drop, or never."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from typing_extensions import override


class ChatServer:
    """Say `content` (a dict is sent as JSON) with `status`; `manner` is "at once", "dripping" or "never"."""

    def __init__(self) -> None:
        self.content: object = {"items": [], "sentiment": "neutral", "needs_reply": False}
        self.status = 200
        self.manner = "at once"
        self.raw: bytes | None = None
        """Sent as it is instead of a completion."""
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.url = ""
        self.closing = threading.Event()

    def body(self) -> bytes:
        """Return what is sent."""
        if self.raw is not None:
            return self.raw
        said = self.content if isinstance(self.content, str) else json.dumps(self.content)
        return json.dumps(
            {"choices": [{"message": {"role": "assistant", "content": said}}]}
        ).encode()

    @contextmanager
    def running(self) -> Iterator[ChatServer]:
        """Serve on a free port of this machine."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        try:
            yield self
        finally:
            self.closing.set()
            server.shutdown()
            server.server_close()
            thread.join()


def _handler(fake: ChatServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            fake.asked.append({"path": self.path, **json.loads(self.rfile.read(length))})
            fake.keys.append(self.headers.get("Authorization", ""))
            if fake.manner == "never":
                fake.closing.wait(30)
                return
            body = fake.body()
            self.send_response(fake.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self._send(body)
            except OSError:
                return  # the other side had enough

        def _send(self, body: bytes) -> None:
            step = 1 if fake.manner == "dripping" else len(body)
            for at in range(0, len(body), max(step, 1)):
                self.wfile.write(body[at : at + step])
                self.wfile.flush()
                if step == 1 and fake.closing.wait(0.05):
                    return

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler
