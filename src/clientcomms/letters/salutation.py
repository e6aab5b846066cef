"""How a letter begins: the recorded salutations of its readers, by rank, in their language.

Nothing is guessed here: a contact without a recorded salutation makes the letter unfit, so that a
person is asked (a wrong form of address offends more than a late letter).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from clientcomms.domain.people import Contact, Formality, Language
from clientcomms.letters.contract import Unfit

_HAN = re.compile(r"[\u4e00-\u9fff]")
_TRAILING = re.compile(r"[\s：:，,。.！!]+$")
_HELLO_ZH = re.compile(r"[：:，,\s]*[您你]好[！!]?$")
_HELLO_EN = re.compile(r"(?i)^(dear|hi|hello)\s+")
_TITLE_EN = re.compile(r"(?i)^(dr|mr|mrs|ms|mx|prof|professor|herr|frau|sir|madame|monsieur)\b")
_SEVERAL = 3
"""Up to so many readers are each greeted by name in English."""


def opening(
    contacts: Sequence[Contact], language: Language, *, solemn: bool = False
) -> str | Unfit:
    """Return the line that names the readers: ``王总、李工：``, ``Hi David, hi Lena,``.

    `contacts` are those in To, by rank. `solemn` is for greetings, acceptance and apology, where
    a Chinese reader marked formal is addressed ``尊敬的王总``. ``Dear`` is used for a reader
    marked formal or recorded with a title, and then for all: two tones in one line jar.
    """
    names = _recorded_names(contacts, language)
    if isinstance(names, Unfit):
        return names
    if language is Language.ZH:
        revered = solemn and any(one.formality is Formality.FORMAL for one in contacts)
        return f"{_revered(names) if revered else _joined_zh(names)}："
    word = "Dear" if any(_is_dear(one, contacts) for one in contacts) else "Hi"
    if len(names) > _SEVERAL:
        return f"{word} {_joined_en(names)},"
    first, *others = dict.fromkeys(names)
    return ", ".join([f"{word} {first}", *(f"{word.lower()} {name}" for name in others)]) + ","


def greeting_line(
    contacts: Sequence[Contact], language: Language, *, solemn: bool = False
) -> str | Unfit:
    """Return the opening with its greeting on one line: ``王总：您好！``, ``Hi Sarah,``."""
    line = opening(contacts, language, solemn=solemn)
    if isinstance(line, Unfit) or language is Language.EN:
        return line
    return f"{line}您好！"


def names_line(contacts: Sequence[Contact], language: Language) -> str | Unfit:
    """Return the bare names for use inside a sentence: ``王总、李工``, ``David and Lena``."""
    names = _recorded_names(contacts, language)
    if isinstance(names, Unfit):
        return names
    return _joined_zh(names) if language is Language.ZH else _joined_en(names)


def salutation_of(contact: Contact, language: Language) -> str:
    """Return one contact's bare salutation; empty where none is recorded.

    A greeting typed along with it (``Dear Sarah,``, ``王总：您好``) is taken off. An English letter
    may use the general column when that is not Chinese: books kept in English fill only that one.
    """
    recorded = contact.addressed(language).strip()
    if language is Language.ZH:
        return _TRAILING.sub("", _HELLO_ZH.sub("", recorded))
    if not recorded and not _HAN.search(contact.salutation):
        recorded = contact.salutation.strip()
    return re.sub(r"[\s,:!]+$", "", _HELLO_EN.sub("", recorded))


def _recorded_names(contacts: Sequence[Contact], language: Language) -> list[str] | Unfit:
    if not contacts:
        return Unfit("no_recipient", "这封信没有收件人", "nobody is in To of this letter")
    nameless = [one for one in contacts if not salutation_of(one, language)]
    if nameless:
        who = [one.name or one.address for one in nameless]
        column = "salutation_en" if language is Language.EN else "salutation"
        header = "英文称呼" if language is Language.EN else "称呼"
        return Unfit(
            "salutation_missing",
            f"还不知道怎么称呼{'、'.join(who)}：请在“联系人”表的“{header}”一栏填好",
            f"no salutation for {', '.join(who)}: fill in {column} on the Contacts sheet",
        )
    return [salutation_of(one, language) for one in contacts]


def _joined_zh(names: Sequence[str]) -> str:
    """``王总、李工``; two people of one form of address are ``两位王总``."""
    counted = Counter(names)
    return "、".join(
        name if number == 1 else f"{'两位' if number == 2 else '各位'}{name}"
        for name, number in counted.items()
    )


def _revered(names: Sequence[str]) -> str:
    joined = _joined_zh(names)
    return joined if joined.startswith("尊敬的") else f"尊敬的{joined}"


def _joined_en(names: Sequence[str]) -> str:
    *others, last = dict.fromkeys(names)
    return f"{', '.join(others)} and {last}" if others else last


def _is_dear(contact: Contact, contacts: Sequence[Contact]) -> bool:
    if contact.formality is Formality.FORMAL:
        return True
    offered_first_name = contact.formality is Formality.CASUAL and len(contacts) == 1
    return not offered_first_name and bool(_TITLE_EN.match(salutation_of(contact, Language.EN)))
