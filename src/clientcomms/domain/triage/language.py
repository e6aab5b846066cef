"""Which language a text is in, by its script and its small words."""

from __future__ import annotations

import re

_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_WORD = re.compile(r"[a-zäöüßéèêàçñáíóúåøæ']{1,20}")

# Function words that no other of these languages shares.
_SMALL_WORDS = {
    "en": frozenset(
        [
            "the",
            "and",
            "is",
            "are",
            "we",
            "you",
            "please",
            "to",
            "of",
            "for",
            "this",
            "that",
            "with",
            "have",
            "not",
            "can",
            "will",
            "our",
            "your",
        ]
    ),
    "de": frozenset(
        [
            "und",
            "ist",
            "nicht",
            "wir",
            "sie",
            "bitte",
            "mit",
            "für",
            "das",
            "die",
            "der",
            "ich",
            "auch",
            "noch",
            "eine",
            "auf",
            "vielen",
        ]
    ),
    "fr": frozenset(
        [
            "le",
            "les",
            "est",
            "nous",
            "vous",
            "pas",
            "merci",
            "une",
            "des",
            "avec",
            "pour",
            "dans",
            "je",
            "et",
            "sur",
            "bonjour",
        ]
    ),
    "es": frozenset(
        [
            "los",
            "las",
            "por",
            "favor",
            "gracias",
            "nosotros",
            "una",
            "con",
            "para",
            "pero",
            "está",
            "el",
            "que",
            "del",
            "hola",
        ]
    ),
    "it": frozenset(
        [
            "il",
            "gli",
            "che",
            "per",
            "con",
            "una",
            "non",
            "sono",
            "grazie",
            "della",
            "questo",
            "anche",
        ]
    ),
    "nl": frozenset(
        [
            "het",
            "een",
            "niet",
            "wij",
            "jullie",
            "graag",
            "met",
            "voor",
            "maar",
            "ook",
            "van",
            "dat",
            "bedankt",
        ]
    ),
}


def language_of(text: str) -> str:
    """The ISO 639-1 code of the main language; "en" when nothing speaks for another.

    A text with a good share of Han characters is "zh" even when English words stand in it.
    """
    sample = text[:4000]
    if len(_KANA.findall(sample)) >= 2:
        return "ja"
    han, hangul = len(_HAN.findall(sample)), len(_HANGUL.findall(sample))
    words = _WORD.findall(sample.lower())
    if hangul > han and hangul >= 2:
        return "ko"
    if han and han * 2 >= len(words):
        return "zh"
    if len(_CYRILLIC.findall(sample)) > len(sample) // 4:
        return "ru"
    return _latin(words)


def _latin(words: list[str]) -> str:
    scores = {
        language: sum(word in small for word in words) for language, small in _SMALL_WORDS.items()
    }
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] > scores["en"] and scores[best] >= 2 else "en"
