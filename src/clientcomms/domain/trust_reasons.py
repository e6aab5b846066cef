"""Why a message is believed or not, in both languages; stored with the message it explains."""

from __future__ import annotations

from collections.abc import Collection

from clientcomms.domain.reasons import Reason
from clientcomms.wire.authentication_results import Authentication
from clientcomms.wire.domains import domain_part

UNLIKE_BEFORE = "unlike_before"
"""The rule of a message without the domain's word that all before it had."""


ANOTHER_TEXT = "another_text"
"""The rule of a message whose Message-ID was used before for other words."""


def vouched(sender: str, said: Authentication) -> Reason:
    """Explain the domain's own word."""
    domain = domain_part(sender)
    if not said.server:
        return Reason(
            "vouched",
            f"{domain} 的数字签名（DKIM）有效，我们自己验过",
            f"the signature (DKIM) of {domain} holds; we checked it ourselves",
        )
    return Reason(
        "vouched",
        f"收信服务器{_server_zh(said.server)}确认：发件人确属 {domain}",
        f"the receiving server{_server_en(said.server)} confirms that {domain} let it out",
    )


def let_in(sender: str, server: str) -> Reason:
    """Explain SPF."""
    domain = domain_part(sender)
    return Reason(
        "let_in",
        f"收信服务器{_server_zh(server)}确认：它来自 {domain} 允许的机器（SPF）",
        f"the receiving server{_server_en(server)} confirms a machine that {domain} allows (SPF)",
    )


def answers_own_letter() -> Reason:
    """Explain a reply by a reader of the letter."""
    return Reason(
        "answers_own_letter",
        "它回复的正是我们写给这个地址的信",
        "it answers a letter that we wrote to this very address",
    )


def stands_in_sent() -> Reason:
    """Explain what one of our own people sent."""
    return Reason(
        "stands_in_sent",
        "它在我们自己的“已发送”里",
        "it stands in our own folder of sent mail",
    )


def from_line_only() -> Reason:
    """Explain that nothing supports the sender."""
    return Reason(
        "from_line_only",
        "除了发件人一栏，没有别的能证明是谁写的",
        "nothing but its From line says who wrote it",
    )


def unchecked(sender: str) -> Reason:
    """Explain a signature whose key could not be had."""
    domain = domain_part(sender)
    return Reason(
        "unchecked",
        f"有签名，但当时查不到域名服务器，没能验（{domain}）",
        f"it is signed, but no name server answered, so the signature was not checked ({domain})",
    )


def broken_signature() -> Reason:
    """Explain a signature that does not hold."""
    return Reason(
        "broken_signature",
        "签名对不上：路上被改过（有的网关会加一行字），或者是伪造的",
        "its signature does not hold: changed on the way (some gateways add a line), or forged",
    )


def unlike_before(sender: str) -> Reason:
    """Explain a message that lacks what all before it had."""
    return Reason(
        "unlike_before",
        f"{sender} 以前的信都经其域名证实，这一封没有",
        f"earlier mail of {sender} came with the word of its domain; this one does not",
    )


def dmarc_failed(sender: str, server: str) -> Reason:
    """Explain a failed DMARC check."""
    domain = domain_part(sender)
    return Reason(
        "dmarc_fail",
        f"收信服务器{_server_zh(server)}说它不是 {domain} 发的（DMARC 不通过）",
        f"the receiving server{_server_en(server)} says that {domain} did not send it (DMARC fails)",
    )


def compauth_failed(sender: str) -> Reason:
    """Explain Microsoft's verdict."""
    domain = domain_part(sender)
    return Reason(
        "compauth_fail",
        f"Microsoft 365 判定发件人 {domain} 是冒充的（compauth）",
        f"Microsoft 365 holds the sender {domain} for forged (compauth)",
    )


def spf_failed(sender: str, server: str) -> Reason:
    """Explain a failed SPF check without a signature."""
    domain = domain_part(sender)
    return Reason(
        "spf_fail",
        f"收信服务器{_server_zh(server)}说发信的机器不属于 {domain}（SPF 不通过），也没有有效签名",
        f"the receiving server{_server_en(server)} says that no machine of {domain} sent it (SPF fails), and no signature holds",
    )


def several_senders() -> Reason:
    """Explain a header that names more than one sender."""
    return Reason(
        "several_from",
        "它写了不止一个发件人，看不出到底是谁",
        "it names more than one sender, so none can be told",
    )


def name_shows(address: str) -> Reason:
    """Explain a display name that shows another address."""
    return Reason(
        "name_shows_other",
        f"发件人的名字里写着另一个地址（{address}）",
        f"the sender's name shows another address ({address})",
    )


def colleague(sender: str) -> Reason:
    """Explain somebody of the client who is not listed."""
    domain = domain_part(sender)
    return Reason(
        "colleague",
        f"不在联系人表里，但是客户的同事（{domain}）",
        f"no listed contact, but a colleague at the client ({domain})",
    )


def letter_to_others(readers: Collection[str]) -> Reason:
    """Explain a letter that was passed on."""
    told = listed(readers)
    return Reason(
        "letter_to_others",
        f"它回复的信是写给 {told} 的，想必是转给了这位",
        f"the letter it answers was written to {told}, who must have passed it on",
    )


def stranger_with_letter(readers: Collection[str]) -> Reason:
    """Explain a token or Message-ID in a stranger's hands."""
    told = listed(readers)
    return Reason(
        "letter_of_another",
        f"它用了我们写给 {told} 的信里的编号，而发件人不是该项目的联系人",
        f"it quotes a letter that we wrote to {told}, and the sender is no contact there",
    )


def stranger() -> Reason:
    """Explain a sender nobody knows."""
    return Reason(
        "not_a_contact", "发件人不是该项目的联系人", "the sender is no contact of the project"
    )


def looks_like(sender: str, twin: str) -> Reason:
    """Explain an address made to be mistaken for another."""
    return Reason(
        "looks_like",
        f"地址 {sender} 和 {twin} 很像，却不是同一个",
        f"the address {sender} looks like {twin} and is another",
    )


def forwarded_by(member: str) -> Reason:
    """Explain words that one of our own people passed on."""
    return Reason(
        "forwarded",
        f"由 {member} 转来；原话以转发为准",
        f"passed on by {member}, in whose mail it stands",
    )


def seen_before(number: str) -> Reason:
    """Explain a message that came once more."""
    return Reason(
        "seen_before",
        f"和 {number} 是同一封信（可能是重发，也可能是有人照抄）：没有再登记一遍",
        f"the same message as {number}, sent again or copied by somebody: it was not recorded twice",
    )


def said_before(number: str) -> Reason:
    """Explain words that were sent once more."""
    return Reason(
        "said_before",
        f"同一个人在 {number} 里说过同样的话，那里还没有办完：没有再登记一遍",
        f"the same person said the same in {number}, which is still open: it was not recorded twice",
    )


def another_text(number: str) -> Reason:
    """Explain a Message-ID that was used before for other words."""
    return Reason(
        "another_text",
        f"它用了 {number} 的邮件编号（Message-ID），内容却不同：没有采信",
        f"it bears the Message-ID of {number} with other words in it, and was not believed",
    )


def listed(addresses: Collection[str]) -> str:
    """The first addresses in words."""
    shown = sorted(addresses)
    return ", ".join(shown[:3]) + (" …" if len(shown) > 3 else "")


def _server_zh(server: str) -> str:
    return f"（{server}）" if len(server) > 1 else ""


def _server_en(server: str) -> str:
    return f" ({server})" if len(server) > 1 else ""
