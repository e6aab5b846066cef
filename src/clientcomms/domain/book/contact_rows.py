"""Sheet 2 as values: the people at the client, and what is still to be settled about them."""

from __future__ import annotations

from clientcomms.domain.book.cells import says_nothing
from clientcomms.domain.book.choices import NO, YES
from clientcomms.domain.book.findings import NoticeKind
from clientcomms.domain.book.line_reader import LineReader
from clientcomms.domain.book.project_rows import read_country, read_zone
from clientcomms.domain.book.said import Said
from clientcomms.domain.book.salutations import is_chinese, propose_chinese, propose_english
from clientcomms.domain.book.scope import Firsts, Scope
from clientcomms.domain.book.spec import plain
from clientcomms.domain.book.tables import Table
from clientcomms.domain.people import MAX_PERSONAL_LINE, Contact, Formality, Language, Place, Role
from clientcomms.domain.projects import Project
from clientcomms.wire.addresses import InvalidAddressError, parse_addr_spec

_RANKS = {Role.SPONSOR: 10, Role.APPROVER: 20, Role.DAY_TO_DAY: 30, Role.USER: 40, Role.CC: 50}
"""Who comes first where the sheet is silent."""


_PLACE_BY_ROLE = {Role.CC: Place.CC, Role.USER: Place.NONE}
"""Where a contact stands on reports when the cell is empty; users read none, the others stand in To."""


def read_contacts(table: Table, scope: Scope) -> tuple[Contact, ...]:
    """The contacts of the sheet. A missing salutation is told with a proposal, not stopped."""
    firsts = Firsts(scope.findings)
    contacts: list[Contact] = []
    for reader in scope.readers(table):
        complete = reader.complete(except_for=("salutation",))
        project = scope.project_of(reader)
        address = _address(reader)
        contact = _contact(reader, project, address, scope)
        if not complete or not address:
            continue
        if firsts.is_new((project.code, address.casefold()), reader, "address"):
            contacts.append(contact)
    return tuple(contacts)


def _contact(reader: LineReader, project: Project, address: str, scope: Scope) -> Contact:
    role = reader.choice("role", Role) or Role.DAY_TO_DAY
    country, _ = read_country(reader)
    rank = reader.whole("rank")
    language = reader.choice("language", Language)
    formality = reader.choice("formality", Formality) or Formality.NEUTRAL
    salutation, salutation_en = _salutations(reader, language or project.language, formality)
    return Contact(
        project_code=project.code,
        address=address,
        name=reader.one_line("name"),
        salutation=salutation,
        salutation_en=salutation_en,
        title=reader.one_line("title"),
        role=role,
        rank=_RANKS[role] if rank is None else rank,
        report=reader.choice("report", Place) or _PLACE_BY_ROLE.get(role, Place.TO),
        meetings=reader.yes("meetings", default=role is not Role.CC),
        survey=reader.yes("survey", default=role is not Role.CC),
        greeting=reader.yes("greeting", default=True),
        counterpart=scope.roster.address(reader, "counterpart"),
        formality=formality,
        zone=read_zone(reader),
        country=country.code if country else "",
        language=language,
        basis=reader.one_line("basis"),
        personal_line=_personal_line(reader),
        internal_note=reader.text("internal_note"),
    )


def _address(reader: LineReader) -> str:
    text = reader.one_line("address")
    if not text:
        return ""
    if text.count("@") + text.count("＠") > 1:
        reader.stop(
            "address",
            Said(f"一格里有好几个邮箱：“{text}”", f"several addresses in one cell: “{text}”"),
            Said("一人一行，一行一个邮箱", "one person, one row, one address"),
        )
        return ""
    try:
        return parse_addr_spec(text)
    except InvalidAddressError as error:
        reader.stop(
            "address",
            Said(f"“{text}”不是邮箱地址", str(error)),
            Said("请写成 name@example.com", "write name@example.com"),
        )
        return ""


def _personal_line(reader: LineReader) -> str:
    line = reader.one_line("personal_line")
    if says_nothing(line):
        return ""
    if plain(line) in YES | NO:
        what = Said(f"“{line}”不是一句话", f"“{line}” is no sentence")
    elif len(line) > MAX_PERSONAL_LINE:
        what = Said(f"有 {len(line)} 个字", f"has {len(line)} characters")
    else:
        return line
    mend = Said(
        f"请写您自己的一两句话，最多 {MAX_PERSONAL_LINE} 个字；不想写就空着",
        f"write a sentence or two of your own, {MAX_PERSONAL_LINE} characters at most, or leave it empty",
    )
    reader.stop("personal_line", what, mend)
    return ""


def _salutations(reader: LineReader, language: Language, formality: Formality) -> tuple[str, str]:
    """The salutations for both languages; the one that is needed and missing is told."""
    chinese, english = reader.one_line("salutation"), reader.one_line("salutation_en")
    if chinese and not english and not is_chinese(chinese):
        english = chinese
    needed = chinese if language is Language.ZH else english
    if not needed:
        _tell_missing(reader, language, formality)
    return chinese, english


def _tell_missing(reader: LineReader, language: Language, formality: Formality) -> None:
    name, title = reader.one_line("name"), reader.one_line("title")
    if language is Language.ZH:
        field, proposal = "salutation", propose_chinese(name, title)
    else:
        field = (
            "salutation" if "salutation_en" not in reader.table.header.headings else "salutation_en"
        )
        proposal = propose_english(name, title, formal=formality is Formality.FORMAL)
    reader.tell(
        NoticeKind.PROPOSAL,
        field,
        Said(f"{name}还没有称呼，信会先压住", f"{name} has no salutation: letters will be held"),
        Said(
            f"建议“{proposal}”，对的话请填上" if proposal else "请填上，例如 王总、李工",
            f"“{proposal}” is proposed; fill it in if it is right"
            if proposal
            else "fill it in, e.g. Sarah or Dr Weber",
        ),
        proposal=proposal,
    )
