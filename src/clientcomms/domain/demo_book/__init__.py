"""The example projects of the demo: three clients in three countries, all of them invented.

Dates lie around the day of loading. Addresses end in .example, telephone numbers are the ones
that regulators keep free for fiction, or plainly zeroes.
"""

from __future__ import annotations

from datetime import date

from clientcomms.domain.demo_book.bakery import bakery
from clientcomms.domain.demo_book.days import Days
from clientcomms.domain.demo_book.library import library
from clientcomms.domain.demo_book.our_people import MEMBERS, ORGANISATION
from clientcomms.domain.demo_book.pumps import pumps
from clientcomms.domain.projects import Book

__all__ = ["MEMBERS", "ORGANISATION", "demo_book"]


def demo_book(today: date) -> Book:
    """The three projects as they stand on `today`; managers and counterparts are in `MEMBERS`."""
    days = Days(today)
    parts = (library(days), bakery(days), pumps(days))
    return Book(
        clients=tuple(client for part in parts for client in part.clients),
        projects=tuple(project for part in parts for project in part.projects),
        contacts=tuple(contact for part in parts for contact in part.contacts),
        milestones=tuple(milestone for part in parts for milestone in part.milestones),
        week_items=tuple(item for part in parts for item in part.week_items),
        headlines=tuple(headline for part in parts for headline in part.headlines),
        covers=tuple(cover for part in parts for cover in part.covers),
        hours=tuple(row for part in parts for row in part.hours),
        documents=tuple(document for part in parts for document in part.documents),
        changes=tuple(change for part in parts for change in part.changes),
        minutes=tuple(line for part in parts for line in part.minutes),
    )
