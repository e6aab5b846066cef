from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from tests.contracts.transport_contract import TransportBench, TransportContract, letter
from tests.fakes.smtp_server import HANG_UP, SmtpServer

from clientcomms.errors import ConfigurationError
from clientcomms.ports.errors import (
    DeferredError,
    DoubtfulError,
    Extent,
    RefusedError,
    UnauthorizedError,
)
from clientcomms.ports.transport import Envelope, RecipientsDeferredError, RecipientsRefusedError
from clientcomms.providers.smtp import Security, SmtpAccount, SmtpTransport

LIN = "lin@qinghe.example"
PEOPLE = ("wang@client.example", "li@client.example", "chen@client.example")
ENVELOPE = Envelope(LIN, PEOPLE)
MESSAGE = letter(LIN, PEOPLE[0])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SmtpServer]:
    with SmtpServer(tmp_path) as running:
        yield running


def account(server: SmtpServer, **changes: Any) -> SmtpAccount:
    usual = SmtpAccount(
        host="127.0.0.1",
        port=server.port,
        username=LIN,
        password="pw-lin",
        ca_file=server.ca_file,
        deadline=5,
        answer=5,
    )
    return replace(usual, **changes)


class TestPipelined(TransportContract):
    @pytest.fixture
    def bench(self, server: SmtpServer) -> TransportBench:
        return TransportBench(SmtpTransport(account(server)), LIN, PEOPLE, server.arrived)


class TestStepByStep(TransportContract):
    @pytest.fixture
    def bench(self, server: SmtpServer) -> TransportBench:
        transport = SmtpTransport(account(server, pipelining=False))
        return TransportBench(transport, LIN, PEOPLE, server.arrived)


class _Keep:
    def __init__(self) -> None:
        self.taken: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.taken.append((list(envelope.rcpt_tos), bytes(envelope.content)))
        return "250 taken"


class TestForeignServer(TransportContract):
    """The same against a server that is not ours: aiosmtpd."""

    @pytest.fixture
    def bench(self) -> Iterator[TransportBench]:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        keep = _Keep()
        controller = Controller(keep, hostname="127.0.0.1", port=port)
        controller.start()
        try:
            yield TransportBench(
                SmtpTransport(SmtpAccount(host="127.0.0.1", port=port, security=Security.NONE)),
                LIN,
                PEOPLE,
                lambda who: [raw for paths, raw in keep.taken if who in paths],
            )
        finally:
            controller.stop()


@pytest.fixture(params=[True, False], ids=["pipelined", "step-by-step"])
def transport(server: SmtpServer, request: pytest.FixtureRequest) -> SmtpTransport:
    return SmtpTransport(account(server, pipelining=request.param))


def test_a_batch_goes_over_one_connection(server: SmtpServer, transport: SmtpTransport) -> None:
    with transport.open() as session:
        for number in range(1, 11):
            session.submit(ENVELOPE, letter(LIN, PEOPLE[0], number))
    assert server.connections == 1
    assert len(server.taken) == 10
    assert server.verbs[-1] == "QUIT"


def test_a_connection_carries_no_more_than_the_account_allows(server: SmtpServer) -> None:
    with SmtpTransport(account(server, mails_per_connection=3)).open() as session:
        for number in range(1, 8):
            session.submit(ENVELOPE, letter(LIN, PEOPLE[0], number))
    assert [each.connection for each in server.taken] == [1, 1, 1, 2, 2, 2, 3]


def test_one_refused_of_three_is_a_receipt_that_names_it(
    server: SmtpServer, transport: SmtpTransport
) -> None:
    server.answer("RCPT", "250 ok", "550 5.1.1 没有这个用户", "451 4.7.1 greylisted")
    receipt = transport.submit(ENVELOPE, MESSAGE)
    assert receipt.accepted == PEOPLE[:1]
    assert [(each.code, each.permanent) for each in receipt.recipients] == [
        ("250", False),
        ("550", True),
        ("451", False),
    ]
    assert receipt.recipients[1].text == "5.1.1 没有这个用户"
    assert server.taken[0].forward_paths == PEOPLE[:1]


def test_all_refused_for_good_is_refused(server: SmtpServer, transport: SmtpTransport) -> None:
    server.answer("RCPT", *["550 5.1.1 unknown"] * 3)
    with transport.open() as session:
        with pytest.raises(RecipientsRefusedError) as failure:
            session.submit(ENVELOPE, MESSAGE)
        assert [each.addr_spec for each in failure.value.recipients] == list(PEOPLE)
        session.submit(ENVELOPE, MESSAGE)
    assert server.connections == 1


def test_one_greylisted_among_refused_is_deferred(
    server: SmtpServer, transport: SmtpTransport
) -> None:
    server.answer("RCPT", "550 unknown", "450 4.2.0 greylisted", "550 unknown")
    with pytest.raises(RecipientsDeferredError) as failure:
        transport.submit(ENVELOPE, MESSAGE)
    assert failure.value.code == "450"


def test_too_many_recipients_is_never_permanent(
    server: SmtpServer, transport: SmtpTransport
) -> None:
    server.answer("RCPT", "250 ok", "552 too many recipients", "552 too many recipients")
    receipt = transport.submit(ENVELOPE, MESSAGE)
    assert [each.permanent for each in receipt.recipients] == [False, False, False]


@pytest.mark.parametrize(
    ("verb", "reply", "kind", "extent"),
    [
        ("CONNECT", "421 4.3.2 too many connections", DeferredError, Extent.SERVICE),
        ("CONNECT", "554 no SMTP service here", DeferredError, Extent.SERVICE),
        ("EHLO", "451 busy", DeferredError, Extent.SERVICE),
        ("STARTTLS", "454 no TLS today", DeferredError, Extent.SERVICE),
        ("AUTH", "454 4.7.0 temporary failure", DeferredError, Extent.SERVICE),
        ("AUTH", "535 5.7.8 expired", UnauthorizedError, Extent.SERVICE),
        ("MAIL", "450 later", DeferredError, Extent.ITEM),
        ("MAIL", "552 5.3.4 too big", RefusedError, Extent.ITEM),
        ("MAIL", "530 5.7.0 log in first", UnauthorizedError, Extent.ACCOUNT),
        (
            "MAIL",
            "501 mail from must be same as authorization user",
            UnauthorizedError,
            Extent.ACCOUNT,
        ),
        ("MAIL", "553 Mail from must equal authorized user", UnauthorizedError, Extent.ACCOUNT),
        ("MAIL", "451 MI:SFQ too many in 15 minutes", DeferredError, Extent.ACCOUNT),
        ("RCPT", "421 HL:IFC", DeferredError, Extent.ACCOUNT),
        ("DATA", "451 later", DeferredError, Extent.ITEM),
        ("DATA", "554 no", RefusedError, Extent.ITEM),
        ("CONTENT", "451 DT:SPM", DeferredError, Extent.ITEM),
        ("CONTENT", "554 DT:SPM", RefusedError, Extent.ITEM),
        ("CONTENT", "552 5.3.4 too big", RefusedError, Extent.ITEM),
        ("CONTENT", "550 Reject by behaviour spam ANTISPAM_BAT", DeferredError, Extent.ACCOUNT),
    ],
)
def test_a_reply_has_one_meaning(
    server: SmtpServer,
    transport: SmtpTransport,
    verb: str,
    reply: str,
    kind: type[DeferredError],
    extent: Extent,
) -> None:
    server.answer(verb, reply)
    with transport.open() as session:
        with pytest.raises(kind) as failure:
            session.submit(ENVELOPE, MESSAGE)
        assert failure.value.code == reply[:3]
        assert failure.value.text == reply[4:]
        assert failure.value.extent is extent
        assert server.taken == []
        session.submit(ENVELOPE, MESSAGE)
    assert [each.message for each in server.taken] == [MESSAGE]


def test_a_pause_that_the_provider_is_known_to_want_is_told(server: SmtpServer) -> None:
    server.answer("CONTENT", "451 DT:SPM 163 smtp5")
    with pytest.raises(DeferredError) as failure:
        SmtpTransport(account(server)).submit(ENVELOPE, MESSAGE)
    assert failure.value.wait is not None
    assert failure.value.wait.total_seconds() == 120


def test_a_connection_lost_after_the_final_dot_is_doubtful(
    server: SmtpServer, transport: SmtpTransport
) -> None:
    server.answer("CONTENT", HANG_UP)
    with pytest.raises(DoubtfulError):
        transport.submit(ENVELOPE, MESSAGE)
    assert len(server.taken) == 1


def test_no_answer_to_the_final_dot_is_doubtful(server: SmtpServer) -> None:
    server.byte_every = 0.0
    server.answer("CONTENT", "250-" + "x" * 100_000)
    with pytest.raises(DoubtfulError):
        SmtpTransport(account(server, answer=0.5)).submit(ENVELOPE, MESSAGE)


@pytest.mark.parametrize("verb", ["CONNECT", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA"])
def test_a_connection_lost_before_the_content_is_deferred_or_made_anew(
    server: SmtpServer, transport: SmtpTransport, verb: str
) -> None:
    server.answer(verb, HANG_UP, HANG_UP, HANG_UP)
    with transport.open() as session:
        with pytest.raises(DeferredError) as failure:
            session.submit(ENVELOPE, MESSAGE)
        shown = verb in {"MAIL", "RCPT", "DATA"}
        assert failure.value.extent is (Extent.ACCOUNT if shown else Extent.SERVICE)
    assert server.taken == []


@pytest.mark.parametrize("reply", [HANG_UP, "421 4.4.2 idle for too long"])
def test_a_connection_that_grew_old_is_made_anew_unnoticed(
    server: SmtpServer, transport: SmtpTransport, reply: str
) -> None:
    with transport.open() as session:
        session.submit(ENVELOPE, MESSAGE)
        server.answer("MAIL", reply)
        session.submit(ENVELOPE, letter(LIN, PEOPLE[0], 2))
    assert [each.connection for each in server.taken] == [1, 2]


def test_a_tarpit_is_left_after_the_deadline(server: SmtpServer) -> None:
    server.byte_every = 0.2
    with pytest.raises(DeferredError) as failure:
        SmtpTransport(account(server, deadline=0.7)).submit(ENVELOPE, MESSAGE)
    assert failure.value.code == "connection"


def test_a_server_that_swallows_pipelined_commands_is_asked_one_by_one(
    server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clientcomms.providers.smtp.opening.PIPELINE_S", 0.5)
    server.swallows_pipelined = True
    transport = SmtpTransport(account(server))
    transport.submit(ENVELOPE, MESSAGE)
    transport.submit(ENVELOPE, MESSAGE)
    assert [each.forward_paths for each in server.taken] == [PEOPLE, PEOPLE]
    assert server.connections == 3
    assert not transport.pipelining


def test_without_starttls_nothing_is_said_in_the_clear(server: SmtpServer) -> None:
    server.extensions = ("PIPELINING", "AUTH PLAIN")
    with pytest.raises(DeferredError) as failure:
        SmtpTransport(account(server)).submit(ENVELOPE, MESSAGE)
    assert failure.value.code == "STARTTLS"
    assert "AUTH" not in server.verbs
    assert "MAIL" not in server.verbs


def test_an_untrusted_certificate_gets_no_password(server: SmtpServer) -> None:
    with pytest.raises(DeferredError) as failure:
        SmtpTransport(account(server, ca_file=None)).submit(ENVELOPE, MESSAGE)
    assert "certificate" in failure.value.text.lower()
    assert "AUTH" not in server.verbs


def test_a_wrong_password_is_tried_once(server: SmtpServer) -> None:
    with pytest.raises(UnauthorizedError) as failure:
        SmtpTransport(account(server, password="wrong")).submit(ENVELOPE, MESSAGE)
    assert failure.value.code == "535"
    assert server.verbs.count("AUTH") == 1


def test_the_login_mechanism_serves_where_plain_is_not_offered(server: SmtpServer) -> None:
    server.mechanisms = "LOGIN"
    SmtpTransport(account(server)).submit(ENVELOPE, MESSAGE)
    assert len(server.taken) == 1


def test_a_server_without_a_known_mechanism_stops_the_account(server: SmtpServer) -> None:
    server.mechanisms = "GSSAPI"
    with pytest.raises(UnauthorizedError, match="GSSAPI"):
        SmtpTransport(account(server)).submit(ENVELOPE, MESSAGE)


def test_nobody_listening_is_deferred() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with pytest.raises(DeferredError) as failure:
        SmtpTransport(SmtpAccount(host="127.0.0.1", port=port)).submit(ENVELOPE, MESSAGE)
    assert failure.value.extent is Extent.SERVICE


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\r\n", b"\n\r"])
def test_half_a_line_end_never_leaves(server: SmtpServer, end: bytes) -> None:
    smuggled = MESSAGE + end + b".\r\nMAIL FROM:<x@y.example>\r\n"
    with pytest.raises(RefusedError):
        SmtpTransport(account(server)).submit(ENVELOPE, smuggled)
    assert server.connections == 0


def test_a_password_is_never_configured_to_travel_in_the_clear() -> None:
    with pytest.raises(ConfigurationError, match="in the clear"):
        SmtpAccount(host="a.example", username="u", password="p", security=Security.NONE)
    assert "p-secret" not in repr(SmtpAccount(host="a.example", username="u", password="p-secret"))
