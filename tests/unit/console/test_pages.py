from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from tests.fakes.console import HERE, WANG, Bench, bench, post, settings, token
from tests.fakes.story import LIN, NOW, empty_store
from typing_extensions import override

from clientcomms.console.app import make_app
from clientcomms.console.context import ConsoleContext, Preview
from clientcomms.console.guarding import is_loopback
from clientcomms.console.letters import calendar_part
from clientcomms.console.words import words_of
from clientcomms.domain.flow import Plan
from clientcomms.domain.ids import Numbered
from clientcomms.domain.letter_spec import Approval
from clientcomms.domain.matching import Rung
from clientcomms.domain.people import Place, Role
from clientcomms.domain.projects import Dimension, Light
from clientcomms.domain.reading import Category, MessageKind, Urgency
from clientcomms.domain.states import (
    BookState,
    DraftState,
    FeedbackState,
    InboxState,
    OutboxState,
    PlanState,
    ReplyState,
    SeriesState,
    TaskState,
)
from clientcomms.domain.triage import triage_text
from clientcomms.errors import ConfigurationError
from clientcomms.store.books import change_book, newest_books
from clientcomms.store.drafts import draft_by_id
from clientcomms.store.feedback import feedback_by_id, feedback_list
from clientcomms.store.journal import Stamp
from clientcomms.store.outbox_looks import entry_by_id
from clientcomms.store.overall import all_switches
from clientcomms.store.replies import reply_by_id
from clientcomms.tracking.adding import CHANNELS
from clientcomms.wire.calendar_event import PartStat
from clientcomms.wire.itip_reading import read_itip
from clientcomms.wire.mime import parse_mail


class _Page(HTMLParser):
    """The parts of a page that a browser would act upon."""

    VOID = frozenset({"meta", "link", "img", "input", "br", "hr"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    @override
    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    @override
    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def _paths(made: Bench) -> list[str]:
    s = made.story
    letter = made.names(WANG)[0]
    return [
        *(
            "/",
            "/projects",
            "/projects/cold",
            "/projects/shop",
            "/plan",
            "/plan?days=x&project=cold",
        ),
        *(f"/plans/p{n}" for n in (s.planned, s.held, s.dropped, s.plan_of_draft_zh)),
        *("/drafts", f"/drafts/d{s.draft_zh}", f"/drafts/d{s.draft_en}"),
        *("/outbox", "/outbox?state=dead", "/outbox?state=nonsense"),
        *(f"/outbox/m{n}" for n in (s.submitted, s.dead, s.doubtful, s.held_entry)),
        *(
            "/feedback",
            "/feedback?state=all",
            "/feedback?project=shop",
            "/feedback/new?project=cold",
        ),
        *(f"/feedback/f{n}" for n in (s.feedback, s.complaint)),
        *("/inbox", "/inbox?only=unmatched", f"/inbox/r{s.unmatched}", f"/inbox/r{s.matched}"),
        *("/meetings", "/books", "/explain", "/sending", "/clients", f"/clients/{WANG}/{letter}"),
        *(f"/explain/{one}" for one in (f"o{1}", f"p{s.planned}", f"d{s.draft_zh}")),
        *(f"/explain/{one}" for one in (f"m{s.submitted}", f"r{s.matched}", f"f{s.feedback}")),
        f"/explain/t{s.task}",
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_is_whole_and_has_what_readers_of_all_kinds_need(
    made: Bench, client: TestClient, lang: str
) -> None:
    for path in _paths(made):
        response = client.get(path, params={"lang": lang} if "?" not in path else None)
        assert response.status_code == 200, path
        page = _Page(response.text)
        assert page.open == [], path
        assert page.all("html")[0]["lang"] == ("zh-CN" if lang == "zh" else "en")
        assert len(page.all("h1")) == 1, path
        assert {one["name"] for one in page.all("iframe") if "name" in one} == set()
        assert all(one["sandbox"] == "" and one["title"] for one in page.all("iframe")), path
        assert all("src" in one for one in page.all("script")), path
        assert not [tag for tag, attrs in page.tags if any(k.startswith("on") for k in attrs)]
        assert not [tag for tag, attrs in page.tags if "style" in attrs], path
        ids = [str(attrs["id"]) for _, attrs in page.tags if "id" in attrs]
        assert len(ids) == len(set(ids)), path
        named = {str(one["for"]) for one in page.all("label") if "for" in one}
        assert named <= set(ids), path
        for tag in ("textarea",):
            assert {str(one["id"]) for one in page.all(tag)} <= named, path
        posts = [one for one in page.all("form") if one.get("method") == "post"]
        tokens = [one for one in page.all("input") if one.get("name") == "csrf"]
        assert len(posts) == len(tokens), path


def test_no_page_loads_anything_from_elsewhere(made: Bench, client: TestClient) -> None:
    for path in _paths(made):
        for _, attrs in _Page(client.get(path).text).tags:
            for name in ("src", "href", "action"):
                value = attrs.get(name) or "/"
                assert value.startswith(("/", "#", "?")), (path, value)
                assert not value.startswith("//"), (path, value)


def test_every_link_of_every_page_leads_somewhere(made: Bench, client: TestClient) -> None:
    links = {
        str(attrs["href"]).split("#")[0]
        for path in _paths(made)
        for tag, attrs in _Page(client.get(path).text).tags
        if tag in {"a", "link"} and str(attrs.get("href", "")).startswith("/")
    }
    frames = {
        str(attrs["src"])
        for path in _paths(made)
        for attrs in _Page(client.get(path).text).all("iframe")
    }
    assert len(links) > 20
    for link in links | frames:
        assert client.get(link).status_code == 200, link


def test_both_languages_have_the_same_keys_and_facts() -> None:
    zh, en = words_of("zh"), words_of("en")
    assert zh.keys() == en.keys()
    for key in zh.keys():  # noqa: SIM118  # a method of ours, not a mapping's
        facts = [sorted(re.findall(r"{(\w+)}", one(key))) for one in (zh, en)]
        assert facts[0] == facts[1], key
        assert zh(key).strip()
        assert en(key).strip()


def test_every_value_of_the_program_has_words() -> None:
    groups: dict[str, Iterable[str]] = {
        "plan_state": PlanState,
        "draft_state": DraftState,
        "outbox_state": OutboxState,
        "outbox_meaning": OutboxState,
        "feedback_state": FeedbackState,
        "reply_state": ReplyState,
        "task_state": TaskState,
        "book_state": BookState,
        "book_meaning": BookState,
        "series_state": SeriesState,
        "category": Category,
        "urgency": Urgency,
        "message_kind": MessageKind,
        "partstat": PartStat,
        "role": Role,
        "report_place": Place,
        "light": Light,
        "dimension": Dimension,
        "rung": (*Rung, "by_hand"),
        "channel": (*CHANNELS, "mail"),
        "approval": Approval,
        "place": Numbered,
        "mode_name": ("rehearse", "redirect", "live"),
        "recipient_state": ("pending", "accepted", "refused", "bounced", "delivered"),
        "any_state": (*PlanState, *DraftState, *OutboxState, *FeedbackState, *InboxState),
    }
    for language in ("zh", "en"):
        known = words_of(language).keys()
        missing = [f"{group}.{one}" for group, some in groups.items() for one in some]
        assert [key for key in missing if key not in known] == []


def test_the_language_is_remembered_once_it_was_chosen(client: TestClient) -> None:
    assert "今天" in client.get("/").text
    assert "things wait for you" in client.get("/?lang=en").text
    assert "things wait for you" in client.get("/").text
    assert client.get("/?lang=fr").status_code == 200


def test_an_empty_store_says_what_to_do_next(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    context = ConsoleContext(
        store=store,
        settings=settings(tmp_path),
        clock=lambda: NOW,
        secret=b"x",
        triage=triage_text,
        random=lambda n: b"x" * n,
    )
    pages = ("/", "/projects", "/plan", "/drafts", "/outbox", "/inbox", "/feedback", "/meetings")
    with TestClient(make_app(context), base_url=HERE) as client:
        for path in (*pages, "/explain", "/sending"):
            response = client.get(path)
            assert response.status_code == 200, path
        assert "clientcomms workbook" in client.get("/").text
        assert client.get("/clients").status_code == 404
    store.close()


class TestGuard:
    def test_every_answer_carries_the_headers(self, made: Bench, client: TestClient) -> None:
        for path in ("/", "/nope", "/assets/console.css", f"/outbox/m{made.story.submitted}/raw"):
            headers = client.get(path).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["x-frame-options"] == "DENY"
            assert "default-src 'self'" in headers["content-security-policy"]
            assert "unsafe" not in headers["content-security-policy"]

    @pytest.mark.parametrize(
        "host",
        ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "", "a b", "10.0.0.1"],
    )
    def test_a_foreign_host_name_is_refused(self, client: TestClient, host: str) -> None:
        assert client.get("/", headers={"host": host}).status_code == 400

    @pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8025", "127.0.0.1:1", "[::1]:8025"])
    def test_loopback_names_are_answered(self, client: TestClient, host: str) -> None:
        assert client.get("/", headers={"host": host}).status_code == 200

    def test_a_post_without_its_token_is_refused_and_does_nothing(
        self, made: Bench, client: TestClient
    ) -> None:
        client.get("/")
        for data in ({}, {"csrf": ""}, {"csrf": "forged.token.here"}):
            assert client.post("/sending/pause", data=data).status_code == 403
        with made.story.store.read() as tx:
            assert all_switches(tx) == {}

    def test_a_token_of_another_browser_is_refused(self, made: Bench, client: TestClient) -> None:
        mine = token(client)
        with TestClient(made.app, base_url=HERE) as other:
            other.get("/")
            assert other.post("/sending/pause", data={"csrf": mine}).status_code == 403

    def test_a_post_from_another_site_is_refused_even_with_a_token(
        self, client: TestClient
    ) -> None:
        response = client.post(
            "/sending/pause",
            data={"csrf": token(client)},
            headers={"sec-fetch-site": "cross-site"},
        )
        assert response.status_code == 403

    def test_the_session_cookie_is_out_of_reach_for_scripts_and_other_sites(
        self, client: TestClient
    ) -> None:
        cookie = client.get("/").headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie

    def test_getting_an_address_that_acts_does_nothing(
        self, made: Bench, client: TestClient
    ) -> None:
        s = made.story
        acting = [
            *("/sending/pause", "/sending/mode", f"/tasks/t{s.task}/finish", "/feedback/add"),
            *(f"/drafts/d{s.draft_zh}/approve", f"/plans/p{s.planned}/drop"),
            *(f"/outbox/m{s.dead}/retry", f"/inbox/r{s.unmatched}/dismiss"),
        ]
        for path in acting:
            assert client.get(path).status_code in {404, 405}, path
            assert client.head(path).status_code in {404, 405}, path
        with s.store.read() as tx:
            draft = draft_by_id(tx, s.draft_zh)
        assert draft is not None
        assert draft.state is DraftState.AWAITING
        assert made.nudged == []

    def test_a_post_that_is_too_large_is_refused_unread(self, client: TestClient) -> None:
        data = {"csrf": token(client), "text": "x" * 400_000}
        assert client.post("/feedback/add", data=data).status_code == 413

    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "console.example"])
    def test_listening_beyond_this_machine_is_refused_in_words(
        self, tmp_path: Path, host: str
    ) -> None:
        store = empty_store(tmp_path)
        context = ConsoleContext(
            store=store,
            settings=settings(tmp_path, host=host),
            clock=lambda: NOW,
            secret=b"x",
            triage=triage_text,
            random=lambda n: b"x" * n,
        )
        with pytest.raises(ConfigurationError, match=r"console\.host"):
            make_app(context)
        store.close()

    def test_loopback_is_told_from_the_rest(self) -> None:
        assert is_loopback("127.8.9.1")
        assert is_loopback("[::1]")
        assert not is_loopback("127.0.0.1.nip.example")
        assert not is_loopback("")


class TestHostileWords:
    def test_markup_in_a_reply_is_shown_and_never_runs(
        self, made: Bench, client: TestClient
    ) -> None:
        s = made.story
        paths = ["/", "/inbox", "/feedback", "/explain", f"/explain/r{s.matched}"]
        paths += [f"/inbox/r{s.unmatched}", f"/inbox/r{s.matched}", f"/feedback/f{s.feedback}"]
        for path in paths:
            page = _Page(client.get(path).text)
            assert all(one.get("src") == "/assets/console.js" for one in page.all("script")), path
            assert all(str(one["src"]).startswith("/") for one in page.all("img")), path
        shown = "".join(_Page(client.get(f"/inbox/r{s.matched}").text).text)
        assert "<script>document.title='owned'</script>" in shown

    def test_the_html_of_a_reply_is_cleaned_and_locked_into_its_frame(
        self, made: Bench, client: TestClient
    ) -> None:
        response = client.get(f"/inbox/r{made.story.matched}/letter")
        policy = response.headers["content-security-policy"]
        assert policy.startswith("sandbox; default-src 'none'")
        assert "script-src" not in policy
        assert response.headers["x-frame-options"] == "SAMEORIGIN"
        page = _Page(response.text)
        assert not {"script", "img", "form", "iframe", "object"} & {tag for tag, _ in page.tags}
        assert not [1 for _, attrs in page.tags if any(k.startswith("on") for k in attrs)]
        assert "javascript:" not in response.text
        assert "导出又慢了" in response.text

    def test_words_in_the_address_are_not_shown_back(self, client: TestClient) -> None:
        assert "<b>x" not in client.get("/?done=<b>x</b>").text
        assert "<svg" not in client.get("/explain/<svg onload=alert(1)>").text
        assert "<svg" not in client.get("/projects/<svg onload=alert(1)>").text

    def test_a_raw_message_is_a_download_and_not_a_page(
        self, made: Bench, client: TestClient
    ) -> None:
        headers = client.get(f"/inbox/r{made.story.matched}/raw").headers
        assert headers["content-disposition"].startswith("attachment")
        assert headers["content-type"] == "message/rfc822"


class TestActs:
    def test_a_draft_is_approved_and_the_daemon_nudged(
        self, made: Bench, client: TestClient
    ) -> None:
        response = post(client, f"/drafts/d{made.story.draft_zh}/approve")
        assert response.status_code == 303
        assert "已同意" in client.get(response.headers["location"]).text
        with made.story.store.read() as tx:
            draft = draft_by_id(tx, made.story.draft_zh)
        assert draft is not None
        assert (draft.state, draft.answered_by) == (DraftState.APPROVED, "console")
        assert made.nudged == [True]

    def test_an_edited_text_is_what_will_leave(self, made: Bench, client: TestClient) -> None:
        path = f"/drafts/d{made.story.draft_zh}"
        post(client, f"{path}/approve", text="王总：\r\n改过的话。")
        assert "改过的话" in client.get(f"{path}/letter").text
        assert "改过的话" in client.get(path).text

    def test_a_second_answer_is_told_in_words(self, made: Bench, client: TestClient) -> None:
        post(client, f"/drafts/d{made.story.draft_zh}/skip")
        response = post(client, f"/drafts/d{made.story.draft_zh}/approve")
        assert response.status_code == 409
        assert "不发" in response.text
        english = client.get("/?lang=en")
        assert english.status_code == 200
        assert "cannot become" in post(client, f"/drafts/d{made.story.draft_zh}/approve").text

    def test_the_letter_is_shown_exactly_as_it_was_sent(
        self, made: Bench, client: TestClient
    ) -> None:
        path = f"/outbox/m{made.story.submitted}"
        raw = client.get(f"{path}/raw").content
        mail = parse_mail(raw)
        html = mail.body("html")
        assert html is not None
        assert client.get(f"{path}/letter").text == html.text()
        page = "".join(_Page(client.get(path).text).text)
        assert mail.header("message-id") in page
        assert mail.body_text().strip().split("\n")[4] in page

    def test_a_letter_in_trouble_can_be_tried_again(self, made: Bench, client: TestClient) -> None:
        assert post(client, f"/outbox/m{made.story.dead}/retry").status_code == 303
        with made.story.store.read() as tx:
            entry = entry_by_id(tx, made.story.dead)
        assert entry is not None
        assert entry.state is OutboxState.READY

    def test_everything_stops_and_goes_on_and_the_banner_says_so(self, client: TestClient) -> None:
        assert f"只发给 {LIN.address}" in client.get("/drafts").text
        post(client, "/sending/pause")
        assert "已全部暂停" in client.get("/drafts").text
        post(client, "/sending/resume")
        post(client, "/sending/pause", client="远山冷链")
        assert "远山冷链已暂停" in client.get("/drafts").text
        post(client, "/sending/mode", mode="live")
        assert "正式发送" in client.get("/drafts").text
        assert post(client, "/sending/mode", mode="chaos").status_code == 404

    def test_feedback_is_assigned_resolved_and_its_words_kept(
        self, made: Bench, client: TestClient
    ) -> None:
        path = f"/feedback/f{made.story.feedback}"
        assert post(client, f"{path}/assign", owner="chen@qinghe.example").status_code == 303
        assert post(client, f"{path}/resolve", outcome=" ").status_code == 409
        assert post(client, f"{path}/resolve", outcome="6 秒了").status_code == 303
        with made.story.store.read() as tx:
            item = feedback_by_id(tx, made.story.feedback)
        assert item is not None
        assert (item.state, item.outcome) == (FeedbackState.RESOLVED, "6 秒了")
        assert item.owner == "chen@qinghe.example"

    def test_what_was_said_by_phone_is_kept_once(self, made: Bench, client: TestClient) -> None:
        said = {
            "whom": "cold|li@cold.example",
            "channel": "phone",
            "text": "扫码枪坏了，今天能修吗？",
        }
        first = post(client, "/feedback/add", **said)
        assert first.status_code == 303
        with made.story.store.read() as tx:
            count = len(feedback_list(tx))
        again = post(client, "/feedback/add", **said)
        assert again.headers["location"].endswith("added_before")
        with made.story.store.read() as tx:
            assert len(feedback_list(tx)) == count

    def test_a_message_without_a_place_is_placed_by_a_person(
        self, made: Bench, client: TestClient
    ) -> None:
        path = f"/inbox/r{made.story.unmatched}"
        assert post(client, f"{path}/place", whom="cold|nobody@x.example").status_code == 404
        assert post(client, f"{path}/place", whom="cold|li@cold.example").status_code == 303
        with made.story.store.read() as tx:
            reply = reply_by_id(tx, made.story.unmatched)
        assert reply is not None
        assert (reply.state, reply.rung) == (ReplyState.MATCHED, "by_hand")
        assert post(client, f"{path}/dismiss").status_code == 409

    def test_ids_of_another_place_are_not_found(self, made: Bench, client: TestClient) -> None:
        assert client.get(f"/drafts/p{made.story.planned}").status_code == 404
        assert client.get("/outbox/m999").status_code == 404
        assert client.get("/feedback/f99999999999999999999").status_code == 404
        assert client.get("/explain", params={"id": " #M1 "}).headers["location"] == "/explain/m1"


class TestClientSide:
    def test_an_answer_travels_like_mail(self, made: Bench, client: TestClient) -> None:
        name = next(
            one for one in made.names(WANG) if "第41周" in client.get(f"/clients/{WANG}/{one}").text
        )
        response = post(client, f"/clients/{WANG}/{name}/reply", text="收到。\n报表太慢了。")
        assert response.status_code == 303
        raw, envelope = made.delivered[0]
        assert (envelope.reverse_path, envelope.forward_paths) == (WANG, (LIN.address,))
        mail = parse_mail(raw)
        assert mail.header("subject").startswith("Re: 【冷链追溯平台】周报")
        assert mail.ids("in-reply-to") == ("<cc.00000000000000000000000009@qinghe.example>",)
        assert mail.ids("references")[-1] == mail.ids("in-reply-to")[0]
        assert mail.mailboxes("from")[0].display_name == "王建国"
        text = mail.body_text().replace("\r\n", "\n")
        assert text.startswith("收到。\n报表太慢了。\n\n在 2026-10-16")
        assert "写道：\n> 王总、李工：" in text
        assert "> [cc:7f3k9q]" in text

    def test_the_buttons_send_a_real_calendar_answer(self, made: Bench, client: TestClient) -> None:
        name = next(
            one
            for one in made.names(WANG)
            if "/attend" in client.get(f"/clients/{WANG}/{one}").text
        )
        assert post(client, f"/clients/{WANG}/{name}/attend", answer="accept").status_code == 303
        part = calendar_part(parse_mail(made.delivered[0][0]))
        assert part is not None
        assert part.parameters["method"] == "REPLY"
        message, problems = read_itip(part.text())
        assert message is not None
        assert not problems
        answer = message.instances[0]
        assert (message.method, message.uid) == ("REPLY", "review-cold-working@qinghe.example")
        assert (answer.attendee, answer.partstat, answer.sequence) == (WANG, "ACCEPTED", 2)
        assert post(client, f"/clients/{WANG}/{name}/attend", answer="?").status_code == 404

    def test_an_empty_answer_is_not_sent(self, made: Bench, client: TestClient) -> None:
        name = made.names(WANG)[0]
        assert post(client, f"/clients/{WANG}/{name}/reply", text=" ").status_code == 409
        assert made.delivered == []
        assert client.get(f"/clients/{WANG}/../../etc/passwd").status_code == 404

    def test_there_are_no_such_pages_outside_the_demo(self, tmp_path: Path) -> None:
        one = bench(tmp_path, demo=False)
        with TestClient(one.app, base_url=HERE) as client:
            assert client.get("/clients").status_code == 404
            assert "/clients" not in client.get("/").text
        one.story.store.close()


class TestBooks:
    def _upload(self, client: TestClient, name: str, raw: bytes) -> Response:
        form = {"csrf": token(client, "/books")}
        return client.post("/books/upload", data=form, files={"file": (name, raw)})

    def test_a_workbook_goes_the_way_of_a_mailed_one_once(
        self, made: Bench, client: TestClient
    ) -> None:
        first = self._upload(client, "C:\\mine\\台账.xlsx", b"PK one")
        again = self._upload(client, "台账.xlsx", b"PK one")
        assert (first.status_code, again.status_code) == (303, 303)
        assert "book_before" in again.headers["location"]
        with made.story.store.read() as tx:
            (book,) = [one for one in newest_books(tx) if one.name == "台账.xlsx"]
        assert (book.state, book.sender) == (BookState.RECEIVED, LIN.address)
        assert "台账.xlsx" in client.get("/books").text
        assert made.nudged

    @pytest.mark.parametrize(
        ("name", "raw"),
        [("notes.txt", b"x"), ("台账.xlsx", b""), ("台账.xlsx", b"x" * (10 * 1024 * 1024 + 1))],
    )
    def test_what_is_no_workbook_is_refused_in_words(
        self, made: Bench, client: TestClient, name: str, raw: bytes
    ) -> None:
        assert self._upload(client, name, raw).status_code == 409
        with made.story.store.read() as tx:
            assert name not in {one.name for one in newest_books(tx)}

    def test_a_file_beyond_all_measure_is_refused_unread(self, client: TestClient) -> None:
        assert self._upload(client, "台账.xlsx", b"x" * (12 * 1024 * 1024)).status_code == 413

    def test_an_upload_without_its_token_is_refused(self, made: Bench, client: TestClient) -> None:
        client.get("/")
        answer = client.post("/books/upload", files={"file": ("台账.xlsx", b"PK two")})
        assert answer.status_code == 403
        with made.story.store.read() as tx:
            assert "台账.xlsx" not in {one.name for one in newest_books(tx)}

    def test_only_a_compared_workbook_is_decided_on(self, made: Bench, client: TestClient) -> None:
        self._upload(client, "台账.xlsx", b"PK three")
        with made.story.store.begin() as tx:
            number = newest_books(tx)[0].id
        assert post(client, f"/books/b{number}/approve").status_code == 409
        with made.story.store.begin() as tx:
            change_book(tx, number, BookState.COMPARED, Stamp(NOW, "importing"))
        assert "台账.xlsx" in client.get("/").text
        assert post(client, f"/books/b{number}/approve").status_code == 303
        assert post(client, f"/books/b{number}/approve").status_code == 303
        assert post(client, f"/books/b{number}/refuse").status_code == 409
        with made.story.store.read() as tx:
            assert newest_books(tx)[0].state is BookState.APPROVED
        assert client.get(f"/books/b{number}").status_code == 200
        assert post(client, "/books/b99/refuse").status_code == 404


def test_a_letter_that_waits_for_an_ok_is_seen_before_it(made: Bench, client: TestClient) -> None:
    def shown(plan: Plan, now: datetime) -> Preview:
        assert now == NOW
        return Preview(f"Subject of p{plan.id}", "words", "<p>words</p>")

    context: ConsoleContext = made.app.state.context
    made.app.state.context = replace(context, preview=shown)
    number = made.story.held
    assert f"Subject of p{number}" in client.get(f"/plans/p{number}").text
    assert client.get(f"/plans/p{number}/letter").text == "<p>words</p>"


def test_the_pulse_beats_when_something_happens(client: TestClient) -> None:
    before = client.get("/pulse").text
    assert client.get("/pulse").text == before
    post(client, "/sending/pause")
    assert client.get("/pulse").text != before


def test_the_first_steps_are_shown_until_they_are_put_away_and_in_the_demo_only(
    client: TestClient, tmp_path: Path
) -> None:
    assert "Start here" in client.get("/?lang=en").text
    post(client, "/clients/guide/hide")
    assert "Start here" not in client.get("/").text
    (tmp_path / "other").mkdir()
    other = bench(tmp_path / "other", demo=False)
    with TestClient(other.app, base_url=HERE) as plain:
        assert "Start here" not in plain.get("/?lang=en").text
    other.story.store.close()


def test_our_own_people_have_mailboxes_too(client: TestClient, made: Bench) -> None:
    post(client, f"/clients/{WANG}/{made.names(WANG)[0]}/reply", text="好的")
    page = client.get("/clients").text
    ours = page.index('id="ours"')
    assert LIN.address in page[ours:]
    assert WANG not in page[ours:]


def test_a_doubtful_letter_is_settled_from_the_first_page(client: TestClient, made: Bench) -> None:
    number = made.story.doubtful
    assert f'action="/outbox/m{number}/confirm"' in client.get("/").text
    assert post(client, f"/outbox/m{number}/confirm").status_code == 303
    assert f'action="/outbox/m{number}/confirm"' not in client.get("/").text
