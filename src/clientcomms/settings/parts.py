"""The sections of a configuration one by one, so that one that is wrong hides no other's problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from clientcomms.errors import Problem
from clientcomms.settings.sections import (
    AccountSection,
    MemberSection,
    OrganisationSection,
    Override,
    Rule,
    Section,
    SendingSection,
)

_Some = TypeVar("_Some", bound=Section)


@dataclass(frozen=True, slots=True)
class Parts:
    """Every section that can be used by itself; lists with the number people count to, from 1."""

    organisation: OrganisationSection | None
    team: Mapping[int, MemberSection]
    accounts: Mapping[int, AccountSection]
    sending: SendingSection | None
    rules: Mapping[int, Rule]
    overrides: Mapping[int, Override]
    holidays: Mapping[str, Mapping[str, object]]


def parts_of(content: Mapping[str, Any]) -> Parts:
    """Return what can be used of two files that were read; what cannot is left out."""
    holidays = content.get("holidays", {})
    return Parts(
        organisation=_one(OrganisationSection, content.get("organisation", {})),
        team=_several(MemberSection, content.get("team")),
        accounts=_several(AccountSection, content.get("accounts")),
        sending=_one(SendingSection, content.get("sending", {})),
        rules=_several(Rule, content.get("rules")),
        overrides=_several(Override, content.get("overrides")),
        holidays=holidays if _is_nested(holidays) else {},
    )


def held_together(parts: Parts, file: str) -> Iterator[Problem]:
    """Yield what is wrong between sections that are right by themselves."""
    sending = parts.sending
    names = [account.name for account in parts.accounts.values()]
    if len(set(names)) < len(names):
        yield Problem(f"{file}: accounts", "two accounts have the same name")
    if sending and sending.mode == "redirect" and "@" not in sending.redirect_to:
        what = "mode is redirect, so an address is needed"
        yield Problem(f"{file}: sending.redirect_to", what, "write the manager's address")
    if sending and sending.opens >= sending.closes:
        yield Problem(f"{file}: sending.opens", "must lie before sending.closes")
    for number, account in parts.accounts.items():
        yield from _hosts(account, f"{file}: accounts[{number}]")


def _hosts(account: AccountSection, where: str) -> Iterator[Problem]:
    if account.transport == "smtp" and not account.smtp_host:
        yield Problem(f"{where}.smtp_host", "missing", "transport is smtp")
    if account.mailbox == "imap" and not account.imap_host:
        yield Problem(f"{where}.imap_host", "missing", "mailbox is imap")
    if "maildir" in {account.transport, account.mailbox} and account.folder is None:
        yield Problem(f"{where}.folder", "missing", "name the folder that holds the Maildirs")


def _one(kind: type[_Some], value: object) -> _Some | None:
    try:
        return kind.model_validate(value)
    except ValidationError:
        return None


def _several(kind: type[_Some], values: object) -> Mapping[int, _Some]:
    listed = values if isinstance(values, Sequence) and not isinstance(values, str) else ()
    read = {number: _one(kind, value) for number, value in enumerate(listed, 1)}
    return {number: section for number, section in read.items() if section is not None}


def _is_nested(holidays: object) -> bool:
    return isinstance(holidays, Mapping) and all(
        isinstance(notices, Mapping) for notices in holidays.values()
    )
