"""[contacts] as the client wall asks for them: in which projects a sender is known, and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from clientcomms.domain.matching import domain_of
from clientcomms.store.engine import Tx
from clientcomms.store.schema.state import contacts


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Where a sender is a contact (project → the address as it is kept there), and where only the domain is."""

    contact_in: dict[str, str]
    domain_in: frozenset[str]


def acquaintance(tx: Tx, sender: str, codes: Iterable[str]) -> Acquaintance:
    """Return in which projects `sender` is a contact, and which of `codes` know the domain."""
    wanted = sender.lower()
    found = tx.execute(
        select(contacts.c.project_code, contacts.c.address).where(
            func.lower(contacts.c.address) == wanted
        )
    )
    known = {row.project_code: row.address for row in found}
    domain = domain_of(wanted)
    if not domain:
        return Acquaintance(known, frozenset())
    listed = [code for code in set(codes) if code not in known]
    at_domain = tx.execute(
        select(contacts.c.project_code)
        .where(
            contacts.c.project_code.in_(listed),
            func.lower(contacts.c.address).endswith(f"@{domain}", autoescape=True),
        )
        .distinct()
    )
    return Acquaintance(known, frozenset(at_domain.scalars()))
