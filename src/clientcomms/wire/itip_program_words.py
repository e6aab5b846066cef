"""What calendar programs write around an answer: subjects and sentences, by language.

They are nobody's words; but where a gateway has taken the calendar part away, they are all that is
left of the answer.
"""

from __future__ import annotations

import re
import unicodedata

from clientcomms.wire.calendar_event import PartStat

_LOOKED_AT = 400  # characters of a body; the sentence is the first thing in it
_LONGEST_WORD = 30

# "Accepted: Monthly review" (Outlook, Exchange, Google, Notes, Zimbra; phones and webmail as well).
_SUBJECTS = {
    PartStat.ACCEPTED: (
        "accepted|accept|已接受|接受|已同意|同意参加|接受邀请|已接受邀請|接受邀請|参加|angenommen|zugesagt|akzeptiert|"
        "accepté|acceptée|aceptada|aceptado|aceptar|aceito|aceite|accettato|accettata|geaccepteerd|"
        "zaakceptowano|zaakceptowane|принято|прийнято|accepterat|accepterad|akseptert|godtatt|"
        "accepteret|hyväksytty|承諾|承諾済み|수락|수락됨|přijato|参加します"
    ),
    PartStat.DECLINED: (
        "declined|decline|rejected|已谢绝|谢绝|已拒绝|拒绝|已婉拒|婉拒|不参加|已拒絕|拒絕|已謝絕|abgelehnt|"
        "abgesagt|refusé|refusée|décliné|rechazada|rechazado|recusado|recusada|rifiutato|declinato|"
        "geweigerd|afgewezen|odrzucono|odrzucone|отклонено|відхилено|avböjt|tackat nej|avslått|"
        "afvist|hylätty|辞退|欠席|거절|거절됨|odmítnuto"
    ),
    PartStat.TENTATIVE: (
        "tentative|tentatively accepted|maybe|已暂定|暂定|暂时接受|暂定接受|待定|已暫訂|暫訂|暫定|暫時接受|"
        "mit vorbehalt|vorläufig|unter vorbehalt|provisoire|provisional|tentativa|provisorio|provvisorio|"
        "provisório|voorlopig|wstępnie|wstępna akceptacja|под вопросом|попередньо|preliminärt|"
        "foreløpig|foreløbig|alustava|仮承諾|仮|미정|잠정|nezávazně|předběžně"
    ),
}
_BY_SUBJECT = {word: partstat for partstat, words in _SUBJECTS.items() for word in words.split("|")}

# "Wang Min has accepted this invitation." Only in the third person: a program speaks of its user.
_SENTENCES = (
    (
        PartStat.TENTATIVE,
        (
            r"\b(?:has|have) (?:tentatively accepted|replied [\"“']?maybe)\b|\btentatively accepted (?:your|this|the) |"
            r"(?:暂时|暂定|暫時|暫定)(?:性)?(?:地)?接受了?|(?:邀请|邀請)[^。\n]{0,20}(?:暂定|待定|暫定)|"
            r"\bhat [^.\n]{1,60} (?:vorläufig|mit vorbehalt|unter vorbehalt)|"
            r"\ba (?:provisoirement accepté|accepté provisoirement)|\bha aceptado provisionalmente|"
            r"仮承諾しました|미정으로 응답"
        ),
    ),
    (
        PartStat.DECLINED,
        (
            r"\b(?:has|have) (?:declined|rejected)\b|\b(?:declined|rejected) (?:your|this|the) [^.\n]{0,30}(?:invitation|meeting|event)|"
            r"(?<![我们們方])(?:谢绝|拒绝|婉拒|拒絕|謝絕)了?(?:您|你|此|该|該|这|這|本)[^。\n]{0,30}(?:邀请|邀請|日程|会议|會議)|"
            r"\bhat [^.\n]{1,60} (?:abgelehnt|abgesagt)|\ba (?:refusé|décliné) |\bha (?:rechazado|declinado|rifiutato) |"
            r"\brecusou |\bheeft [^.\n]{1,60} (?:geweigerd|afgewezen)|\bodrzucił|отклонил|відхили[вл]|"
            r"\bhar (?:avböjt|avslått|afvist|tackat nej)|辞退しました|거절했습니다|\bodmítl"
        ),
    ),
    (
        PartStat.ACCEPTED,
        (
            r"\b(?:has|have) accepted\b|\baccepted (?:your|this|the) [^.\n]{0,30}(?:invitation|meeting|event)|"
            r"(?<![我们們方不能法可以会會])接受了?(?:您|你|此|该|該|这|這|本)[^。\n]{0,30}(?:邀请|邀請|日程|会议|會議)|"
            r"(?:邀请|邀請)[^。\n]{0,10}已接受|"
            r"\bhat [^.\n]{1,60} (?:angenommen|zugesagt|akzeptiert)|\ba accepté |\bha (?:aceptado|accettato) |"
            r"\baceitou |\bheeft [^.\n]{1,60} geaccepteerd|\bzaakceptował|\bпринял|\bприйня[вл]|"
            r"\bhar (?:accepterat|akseptert|godtatt|accepteret)|承諾しました|수락했습니다|\bpřijal"
        ),
    ),
)
_ANSWERED = tuple((partstat, re.compile(said)) for partstat, said in _SENTENCES)
_OTHERWISE = re.compile(
    r"\b(?:has|have) proposed (?:a )?new time|提议了?(?:新的?|其他|另一个)?时间|提議了?新的?時間|"
    r"\bschlägt eine neue zeit|\bthis is an? (?:invitation|event|meeting) (?:reply|response)|"
    r"\binvitation from google calendar|日历邀请的?(?:回复|答复)"
)


_INVITATION = re.compile(
    r"invitation|邀请|邀請|einladung|招待|초대|invitaci[oó]n|convite|invito|uitnodiging|zaproszeni|"
    r"приглашени|запрошенн|inbjudan|invitasjon|kutsu|pozván"
)

_ABOUT = re.compile(
    _INVITATION.pattern
    + r"|\bevent\b|\bmeeting\b|会议|會議|日程|活动|termin\b|réunion|reunión|riunione"
)


def program_sentence(text: str) -> bool:
    """Whether a body begins with what a calendar program says for its user."""
    start = _plain(text[:_LOOKED_AT])
    if _OTHERWISE.search(start):
        return True
    # "Our board has accepted the offer" is a person's sentence.
    return _said(start) is not None and _ABOUT.search(start) is not None


def names_invitation(text: str) -> bool:
    """Whether a body speaks of an invitation, as the programs' own text around an answer does."""
    return _INVITATION.search(_plain(text[:_LOOKED_AT])) is not None


def program_answer(subject: str, text: str) -> PartStat | None:
    """The PARTSTAT that a program tells in its subject and body alone, else None.

    A body of a person's own words, or one that says otherwise than the subject, gives None.
    """
    start = _plain(text[:_LOOKED_AT]).strip()
    if _OTHERWISE.search(start):
        return None
    head, colon, title = _plain(subject[:200]).partition(":")
    by_subject = _BY_SUBJECT.get(head.strip()[:_LONGEST_WORD]) if colon and title.strip() else None
    by_text = _said(start)
    if not start or by_subject == by_text:
        return by_subject
    return by_text if by_subject is None and _INVITATION.search(start) else None


def _said(start: str) -> PartStat | None:
    return next((partstat for partstat, said in _ANSWERED if said.search(start)), None)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
