"""The bytes of one letter with its envelope: what leaves is settled here, and does not change again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from clientcomms.domain import composing, plan_reasons
from clientcomms.domain.flow import NewOutboxEntry
from clientcomms.domain.reasons import Reason
from clientcomms.errors import ClientCommsError
from clientcomms.letters.registry import LETTERS
from clientcomms.outbound.rendering.writing import Press, Written
from clientcomms.settings import AccountSection
from clientcomms.store import outbox_looks
from clientcomms.store.engine import Tx
from clientcomms.wire.calendar_event import CalendarAddress
from clientcomms.wire.calendar_part import CalendarPart
from clientcomms.wire.imip import InvitationMethod, invitation_part
from clientcomms.wire.invite_findings import Level
from clientcomms.wire.invite_lint import lint_invitation
from clientcomms.wire.message import assemble
from clientcomms.wire.message_ids import new_message_id

AHEAD = timedelta(days=1)
"""Letters leave in the order of their hours; an urgent one stands before all of today's."""
NO_TIME = timedelta()


def seal(
    tx: Tx, written: Written, press: Press, mode: str, now: datetime
) -> NewOutboxEntry | Reason:
    """Return the outbox entry with its bytes, or why they cannot be made."""
    facts, texts = written.loaded.facts, written.texts
    account = press.settings.account_of(facts.signer.address)
    dispatch = _dispatch(tx, written, press, account, (mode, now))
    people = composing.People(
        signer=facts.signer,
        organisation=facts.view.organisation,
        language=facts.language,
        to=facts.to,
        cc=facts.cc,
        reader=facts.reader,
    )
    try:
        calendar = _calendar(written, account.address)
        if isinstance(calendar, Reason):
            return calendar
        composed = composing.compose(
            composing.Texts(texts.subject, texts.text, texts.html),
            people,
            LETTERS[written.plan.kind],
            dispatch,
            calendar,
        )
        raw = assemble(composed.mail)
    except ClientCommsError as error:
        return plan_reasons.unwritable(str(error))
    return _entry(written, account, dispatch, composed, raw)


def _dispatch(
    tx: Tx, written: Written, press: Press, account: AccountSection, when: tuple[str, datetime]
) -> composing.Dispatch:
    (mode, now), facts = when, written.loaded.facts
    thread_key, client = written.occasion.thread_key, written.plan.client
    thread = outbox_looks.thread_of(tx, thread_key, client, mode) if written.threaded else ()
    domain = account.address.rpartition("@")[2]
    return composing.Dispatch(
        mode=mode,
        redirect_to=press.settings.sending.redirect_to or facts.signer.address,
        account_address=account.address,
        message_id=new_message_id(domain, now=now, entropy=press.entropy(10)),
        marker=written.marker,
        date=now.astimezone(facts.sending_at.tzinfo),
        thread=tuple(thread),
        answers=written.loaded.answers,
    )


def _entry(
    written: Written,
    account: AccountSection,
    dispatch: composing.Dispatch,
    composed: composing.Composed,
    raw: bytes,
) -> NewOutboxEntry:
    plan, rehearsed = written.plan, dispatch.mode == composing.REHEARSE
    return NewOutboxEntry(
        plan_id=plan.id,
        kind=plan.kind,
        project_code=plan.project_code,
        client=plan.client,
        account=account.name,
        mode=dispatch.mode,
        reverse_path=account.address,
        to=composed.to,
        cc=composed.cc,
        message_id=dispatch.message_id,
        marker=written.marker.strip("[]").removeprefix("cc:"),
        thread_key=written.occasion.thread_key,
        subject=written.texts.subject,
        raw=raw,
        priority=plan.priority,
        next_at=max(plan.at, dispatch.date.astimezone(UTC))
        - (AHEAD if written.occasion.urgent else NO_TIME),
        held_because="the sending mode is rehearse" if rehearsed else None,
        note=composed.note,
    )


def _calendar(written: Written, account_address: str) -> CalendarPart | Reason | None:
    """Return the calendar object of an invitation; one that calendars would misread is not sent."""
    invitation = written.loaded.invitation
    if invitation is None:
        return None
    organizer = CalendarAddress(invitation.event.organizer.name, account_address)
    event = replace(invitation.event, organizer=organizer, description=written.texts.text)
    part = invitation_part(event, InvitationMethod(invitation.method))
    found = lint_invitation(part.content, method=invitation.method, from_address=account_address)
    errors = [finding.text for finding in found if finding.level is Level.ERROR]
    if errors:
        return plan_reasons.unwritable("; ".join(errors))
    return part
