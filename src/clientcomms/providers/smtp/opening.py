"""The commands before the content of a letter: MAIL, RCPT, DATA, in one group or one by one."""

from __future__ import annotations

from dataclasses import dataclass

from clientcomms.providers.smtp.connection import Connection, Reply

PIPELINE_S = 30.0
"""For the replies to a pipelined group: a server that swallows it never answers."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The replies before the content; ``content`` is None when DATA was not sent."""

    reverse_path: Reply
    forward_paths: tuple[Reply, ...]
    content: Reply | None


def in_one_go(connection: Connection, mail: str, recipients: list[str], deadline: float) -> Opening:
    """The whole group at once, DATA last in it (RFC 2920 §3.1)."""
    lines = "\r\n".join((mail, *recipients, "DATA", ""))
    connection.allow(min(PIPELINE_S, deadline))
    connection.send(lines.encode("ascii"))
    reverse_path = connection.reply()
    forward_paths = tuple(connection.reply() for _ in recipients)
    content = connection.reply()
    taken = reverse_path.positive and any(each.positive for each in forward_paths)
    if not taken and content.positive:
        # RFC 2920 §3.1: a server may answer 354 although it took no recipient.
        connection.send(b".\r\n")
        connection.reply()
    sequence = [reverse_path, *(forward_paths if reverse_path.positive else ())]
    if any(each.code == 503 for each in (*sequence, *([content] if taken else []))):
        raise ConnectionError("the server lost its way in a pipelined group")
    connection.allow(deadline)
    return Opening(reverse_path, forward_paths, content)


def step_by_step(connection: Connection, mail: str, recipients: list[str]) -> Opening:
    """One command after another, no further than makes sense."""
    reverse_path = connection.command(mail)
    if not reverse_path.positive:
        return Opening(reverse_path, (), None)
    forward_paths = tuple(connection.command(each) for each in recipients)
    taken = any(each.positive for each in forward_paths)
    return Opening(reverse_path, forward_paths, connection.command("DATA") if taken else None)
