from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update
from tests.fakes.story import NOW, Story, told

from clientcomms.domain.heard import Reply
from clientcomms.domain.ids import Numbered
from clientcomms.domain.states import ReplyState
from clientcomms.errors import IllegalTransitionError, NotFoundError
from clientcomms.inbound.placing import dismiss_reply, place_reply, read_again
from clientcomms.store.inbox import inbox_by_state
from clientcomms.store.replies import reply_by_id
from clientcomms.store.schema.inbound import inbox
from clientcomms.store.story import story_of

BY = "lin@qinghe.example"
LI = ("cold", "li@cold.example")


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    one = told(tmp_path)
    yield one
    one.store.close()


def _reply(story: Story, number: int) -> Reply:
    with story.store.read() as tx:
        found = reply_by_id(tx, number)
    assert found is not None
    return found


def test_a_person_is_a_rung_of_the_ladder(story: Story) -> None:
    assert place_reply(story.store, story.unmatched, LI, BY, NOW)
    assert not place_reply(story.store, story.unmatched, LI, BY, NOW)
    reply = _reply(story, story.unmatched)
    assert (reply.state, reply.rung, reply.project_code) == (ReplyState.MATCHED, "by_hand", "cold")


def test_what_has_its_place_is_not_moved(story: Story) -> None:
    with pytest.raises(IllegalTransitionError):
        place_reply(story.store, story.matched, ("shop", "sarah@orchard.example"), BY, NOW)
    with pytest.raises(IllegalTransitionError):
        dismiss_reply(story.store, story.matched, BY, NOW)


def test_a_contact_of_another_project_is_no_place(story: Story) -> None:
    for whose in (("shop", "li@cold.example"), ("cold", ""), ("", "li@cold.example")):
        with pytest.raises(NotFoundError):
            place_reply(story.store, story.unmatched, whose, BY, NOW)
    assert _reply(story, story.unmatched).state is ReplyState.UNMATCHED


def test_a_stray_is_put_away_once(story: Story) -> None:
    assert dismiss_reply(story.store, story.unmatched, BY, NOW)
    assert not dismiss_reply(story.store, story.unmatched, BY, NOW)
    with pytest.raises(NotFoundError, match="r99"):
        dismiss_reply(story.store, 99, BY, NOW)


def test_an_unreadable_message_can_be_read_again(story: Story) -> None:
    mail = _reply(story, story.unmatched).inbox_id
    assert not read_again(story.store, mail, BY, NOW)
    with story.store.begin() as tx:
        tx.execute(update(inbox).where(inbox.c.id == mail).values(state="aside", problem="deep"))
    assert read_again(story.store, mail, BY, NOW)
    with story.store.read() as tx:
        assert inbox_by_state(tx)["fetched"] == 1
    with pytest.raises(NotFoundError):
        read_again(story.store, 999, BY, NOW)


def test_one_story_is_told_from_every_row_of_it(story: Story) -> None:
    with story.store.read() as tx:
        letter = story_of(tx, Numbered.OUTBOX, story.submitted)
        item = story_of(tx, Numbered.FEEDBACK, story.feedback)
        task = story_of(tx, Numbered.TASK, story.task)
        missing = [story_of(tx, place, 9999) for place in Numbered]
    assert letter is not None
    assert item is not None
    assert task is not None
    assert letter.entry is not None
    assert item.entry is not None
    assert item.entry.id == letter.entry.id == story.submitted
    assert [one.id for one in letter.feedback] == [story.feedback]
    assert {line.place for line in letter.journal} >= {"occasions", "plans", "outbox", "replies"}
    assert [one.id for one in task.feedback] == [story.complaint]
    assert missing == [None] * len(Numbered)
