"""Words of talk do not lead the search; everything a text could be about does."""

from __future__ import annotations

import pytest

from assistant.wording import TELLS_WHEN, without_talk, words_of


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
