"""A team's own templates: they may say what they like, and may not harm anything."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from clientcomms import resources
from clientcomms.domain.people import Language
from clientcomms.letters.frame import Frame
from clientcomms.ports.typesetter import TemplateError
from clientcomms.providers.typesetting.own import OwnTypesetter
from clientcomms.providers.typesetting.shipped import ShippedTypesetter

FRAME = Frame(
    Language.ZH,
    *("王总\uff1a", "冷链", "冷链追溯平台", date(2026, 10, 16)),
    signature=None,
    marker="[cc:1]",
    mourning=False,
    weekend=False,
)


@dataclass(frozen=True, slots=True)
class Brief:
    frame: Frame
    due_on: date
    secret: str = "秘密"


BRIEF = Brief(FRAME, date(2026, 10, 21))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    put(folder, "subject.txt", "【{{ frame.tag }}】说明")
    put(folder, "body.txt", "{{ frame.salutation }}\n{{ due_on|day }}\n")
    put(folder, "body.html", '<p class="p">{{ "<b>" }}</p>\n')
    put(folder, "chat.txt", "好\n")
    return folder


def put(folder: Path, name: str, text: str) -> None:
    path = folder / "note" / "zh" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def typesetter(own: Path) -> Iterator[OwnTypesetter]:
    shipped = resources.templates()
    made = OwnTypesetter(own, shipped, ShippedTypesetter(shipped))
    yield made
    made.close()


def test_a_teams_own_letter_is_rendered_with_the_shared_filters_and_styles(
    typesetter: OwnTypesetter,
) -> None:
    letter = typesetter.typeset("note", Language.ZH, BRIEF)
    assert letter.subject == "【冷链】说明"
    assert letter.text == "王总\uff1a\n10月21日(周三)\n"
    assert "&lt;b&gt;" in letter.html
    assert "font-size: 16px" in letter.html


def test_an_edited_template_is_read_anew(own: Path, typesetter: OwnTypesetter) -> None:
    typesetter.typeset("note", Language.ZH, BRIEF)
    put(own, "chat.txt", "改过了\n")
    os.utime(own / "note/zh/chat.txt", ns=(1, 1))
    assert typesetter.typeset("note", Language.ZH, BRIEF).chat == "改过了\n"


def test_a_language_that_is_not_overridden_stays_shipped(typesetter: OwnTypesetter) -> None:
    assert typesetter.overrides("note", Language.ZH)
    assert not typesetter.overrides("note", Language.EN)
    assert not typesetter.overrides("progress_report", Language.ZH)


@pytest.mark.parametrize(
    ("attack", "said"),
    [
        ("{{ ''.__class__.__mro__ }}", "__class__"),
        ("{{ frame.__class__.__init__.__globals__ }}", "not allowed"),
        ("{% for n in range(10**9) %}x{% endfor %}", "too big"),
        ("{{ '%1000000000d' % 1 }}", "memory"),
        ("{{ 'x' * 10**10 }}", "memory"),
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "2 s"),
        ("{% for a in range(99999) %}{{ 'x' * 999 }}{% endfor %}", "writes more"),
        ("{% include '../../../../etc/passwd' %}", "no template"),
        ("{% include '/etc/passwd' %}", "no template"),
        ("{{ no_such_fact }}", "no such fact"),
        ("{% if %}", "syntax"),
        ("{{ due_on.replace }}{{ [].append(1) }}", "not allowed"),
    ],
)
def test_an_attack_or_a_slip_is_refused_by_file_and_line(
    own: Path, typesetter: OwnTypesetter, attack: str, said: str
) -> None:
    put(own, "body.txt", f"第一行\n{attack}\n")
    with pytest.raises(TemplateError, match=said) as refused:
        typesetter.typeset("note", Language.ZH, BRIEF)
    assert refused.value.template == "note/zh/body.txt"
    assert refused.value.line == 2
    put(own, "body.txt", "好了\n")
    assert typesetter.typeset("note", Language.ZH, BRIEF).text == "好了\n"


def test_a_link_out_of_the_folder_is_not_followed(own: Path, typesetter: OwnTypesetter) -> None:
    (own / "note/zh/out.txt").symlink_to("/etc/passwd")
    put(own, "body.txt", "{% include 'note/zh/out.txt' %}")
    with pytest.raises(TemplateError, match="no template"):
        typesetter.typeset("note", Language.ZH, BRIEF)


@pytest.mark.slow
def test_a_child_that_its_own_clock_cannot_stop_is_killed_from_outside(
    typesetter: OwnTypesetter,
) -> None:
    typesetter.typeset("note", Language.ZH, BRIEF)
    assert typesetter._child is not None
    os.kill(typesetter._child.pid, signal.SIGSTOP)
    with pytest.raises(TemplateError, match="takes more than 2 s") as refused:
        typesetter.typeset("note", Language.ZH, BRIEF)
    assert refused.value.template == "note/zh"
    assert typesetter.typeset("note", Language.ZH, BRIEF).chat == "好\n"


def test_a_child_that_died_is_started_anew(typesetter: OwnTypesetter) -> None:
    typesetter.typeset("note", Language.ZH, BRIEF)
    assert typesetter._child is not None
    os.kill(typesetter._child.pid, signal.SIGKILL)
    typesetter._child.wait()
    assert typesetter.typeset("note", Language.ZH, BRIEF).chat == "好\n"


def test_the_child_knows_no_secret_of_the_parents_environment(
    own: Path, typesetter: OwnTypesetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIENTCOMMS_SECRET", "hush")
    put(own, "body.txt", "好\n")
    typesetter.typeset("note", Language.ZH, BRIEF)
    assert typesetter._child is not None
    environ = Path(f"/proc/{typesetter._child.pid}/environ")
    assert b"hush" not in environ.read_bytes()
