"""Words of talk do not lead the search; everything a text could be about does."""

from __future__ import annotations

import pytest

from assistant.understanding.question import read_question
from assistant.understanding.wording import TELLS_WHEN, detect_language, without_talk, words_of
from index.retrieve import Filters


@pytest.mark.parametrize(
    ("typed", "language", "searched"),
    [
        ("Could you please tell me who has already got rid of their mines?", "en", "rid mines?"),
        ("Which States have destroyed half of their stocks?", "en", "States destroyed half stocks?"),
        ("the first meeting held without observers", "en", "the first meeting held without observers"),
        ("Pouvez-vous me dire quels États ont déjà détruit leurs stocks ?", "fr", "États détruit stocks"),
        ("¿Puede decir qué países todavía tienen reservas?", "es", "países reservas?"),
        ("What about them?", "en", "What about them?"),
        ("Wer hat das gesagt?", "de", "Wer hat das gesagt?"),
    ],
)
def test_words_of_talk_are_not_searched_for(typed: str, language: str, searched: str) -> None:
    kept = set(words_of(searched))
    assert kept <= set(words_of(without_talk(typed, language)))
    dropped = {"please", "tell", "already", "got", "déjà", "dire", "todavía", "tienen"}
    assert not dropped & set(words_of(without_talk(typed, language)))


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("not later than 180 days after entry into force", True),
        ("The report was issued on 3 May.", True),
        ("adopted in 2008", True),
        ("for a period of up to eight years", True),
        ("The Meeting thanked the host.", False),
    ],
)
def test_a_date_or_a_period_tells_when(text: str, tells: bool) -> None:
    assert bool(TELLS_WHEN.search(text)) is tells


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Can a State withdraw?", "en"),
        ("May a State Party request an extension?", "en"),
        ("Has a State Party withdrawn?", "en"),
        ("Name a donor", "en"),
        ("What did Côte d'Ivoire say?", "en"),
        ("Did Curaçao ratify?", "en"),
        ("Who is Nuñez?", "en"),
        ("El Salvador statement", "en"),
        ("Los Angeles seminar", "en"),
        ("victim assistance", "en"),
        ("Que dit la France ?", "fr"),
        ("Que prévoit la Convention ?", "fr"),
        ("Quels pays ont détruit leurs stocks ?", "fr"),
        ("L'ONU a-t-elle aidé le Laos ?", "fr"),
        ("Que dice la Convención?", "es"),
        ("Cuando entra en vigor la Convencion?", "es"),
        ("¿Plazo?", "es"),
        ("Qué países aún tienen existencias", "es"),
    ],
)
def test_the_language_of_a_short_question_is_told_by_its_words_not_by_the_names_in_it(
    question: str, language: str
) -> None:
    assert detect_language(question, "en") == language


@pytest.mark.parametrize("place", ["Article 4 para 5", "para 12", "para. 35, footnote 26"])
def test_a_place_says_nothing_about_the_language(place: str) -> None:
    assert read_question(place, (), "auto", Filters()).spoken == "en"
