"""What all letters share: whom they greet, who signs, what stands at their foot.

Every brief has a field `frame`; the shared layout in ``templates/emails/_layout`` reads it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from clientcomms.domain.people import Language, Member, Organisation
from clientcomms.letters.contract import LetterFacts, Unfit
from clientcomms.letters.salutation import greeting_line, names_line

_CHINESE_MOBILE = re.compile(r"^(?:\+?86)?1[3-9]\d{9}$")
_FRIDAY = 4
_REVERED = "尊敬的"
_COLON = "\uff1a"
"""Full width, as a Chinese letter opens."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The person who signs. Empty fields are left out."""

    name: str
    title: str
    firm: str
    phone: str
    address: str
    mobile: bool
    """Whether the phone is a Chinese mobile number, which is a WeChat number too."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of a letter around its content."""

    language: Language
    salutation: str
    """The whole line: `王总、李工:`, `Hi David, hi Lena,`."""
    tag: str
    """The stable text between the brackets of the subject."""
    project: str
    today: date
    signature: Signature | None
    """None where nobody signs: what the program tells our own people."""
    marker: str
    mourning: bool
    weekend: bool
    """Whether a wish for the weekend is in place."""

    @property
    def html_lang(self) -> str:
        """The value of the `lang` attribute."""
        return "zh-CN" if self.language is Language.ZH else "en"


def frame_for(facts: LetterFacts, *, honoured: bool = False) -> Frame | Unfit:
    """Return the frame, or why nobody can be greeted.

    `honoured` is the formal Chinese opening (尊敬的王总), for greetings, acceptance and apology.
    """
    greeted = _greeting(facts, honoured=honoured)
    if isinstance(greeted, Unfit):
        return greeted
    project = facts.view.project
    return Frame(
        language=facts.language,
        salutation=greeted,
        tag=project.tag if facts.language is Language.ZH else (project.subject_tag or _name(facts)),
        project=_name(facts),
        today=facts.today,
        signature=None
        if facts.reader is not None
        else signature_of(facts.signer, facts.view.organisation, facts.language),
        marker=facts.marker,
        mourning=facts.mourning,
        weekend=facts.closes_week and facts.today.weekday() == _FRIDAY and not facts.mourning,
    )


def _name(facts: LetterFacts) -> str:
    return facts.view.project.called(facts.language)


def _greeting(facts: LetterFacts, *, honoured: bool) -> str | Unfit:
    if facts.reader is not None:
        name = facts.reader.called(facts.language)
        return f"{name}{_COLON}" if facts.language is Language.ZH else f"Hi {name.split(' ')[0]},"
    ranked = sorted(facts.to, key=lambda who: who.rank)
    if facts.language is Language.EN:
        return greeting_line(ranked, facts.language)
    names = names_line(ranked, facts.language)
    if isinstance(names, Unfit):
        return names
    revered = honoured and not names.startswith(_REVERED)
    return f"{_REVERED if revered else ''}{names}{_COLON}"


def signature_of(signer: Member, organisation: Organisation, language: Language) -> Signature:
    """The block under a letter."""
    digits = re.sub(r"[\s()-]", "", signer.phone)
    return Signature(
        name=signer.called(language),
        title=signer.titled(language),
        firm=organisation.called(language),
        phone=signer.phone,
        address=organisation.address,
        mobile=_CHINESE_MOBILE.match(digits) is not None,
    )
