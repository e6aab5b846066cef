"""Reading in a child process that is killed when it takes too long.

Caps and linear rules should make every message quick; this is the wall behind them. The function
that reads is handed in, so that this module knows no act.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

from clientcomms.domain.reading import MessageKind, Reading

ReadOne = Callable[..., Reading]

_READY = "ready"
_START_SECONDS = 60.0


class ReadingProcess:
    """A reader with a time limit: call it with raw bytes, close it at the end.

    The child lives on from message to message and is started anew after it was killed. `read` must
    be picklable (a module's function, or a partial of one).
    """

    def __init__(
        self, read: ReadOne, *, seconds: float = 10.0, memory_bytes: int = 2 * 1024**3
    ) -> None:
        self._read = read
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._child: tuple[BaseProcess, Connection] | None = None

    def __call__(self, raw: bytes, **circumstances: object) -> Reading:
        """What `raw` says; `unreadable` when the child died or did not answer in time.

        `circumstances` are handed on to `read` (when it is read, to which kind of letter it answers).
        """
        try:
            _, pipe = self._child or self._start()
            pipe.send((raw, circumstances))
            if pipe.poll(self._seconds):
                answer = pipe.recv()
                assert isinstance(answer, Reading)
                return answer
            problem = f"not read within {self._seconds:g} seconds: given up"
        except (EOFError, OSError):
            problem = "the process that reads it died: set aside"
        self.close()
        return Reading(MessageKind.UNREADABLE, problems=(problem,))

    def close(self) -> None:
        """End the child, if there is one."""
        child, self._child = self._child, None
        if child:
            process, pipe = child
            pipe.close()
            process.kill()
            process.join()
            process.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self) -> tuple[BaseProcess, Connection]:
        # Spawned, not forked: a fork in a threaded daemon may inherit a held lock.
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=_serve, args=(theirs, self._read, self._memory_bytes), daemon=True
        )
        process.start()
        theirs.close()
        self._child = (process, ours)
        if not ours.poll(_START_SECONDS) or ours.recv() != _READY:
            raise EOFError
        return self._child


def _serve(pipe: Connection, read: ReadOne, memory_bytes: int) -> None:
    import resource
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C belongs to the parent
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    pipe.send(_READY)
    while True:
        try:
            raw, circumstances = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(read(raw, **circumstances))
