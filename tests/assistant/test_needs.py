"""Who did what on which subject, as a question asks it in three languages."""

from __future__ import annotations

import pytest

from assistant.judging.needs import needs_of
from assistant.understanding.question import read_question
from index.retrieve import Filters


@pytest.mark.parametrize(
    ("question", "doer", "deed", "topic"),
    [
        ("Who chaired the session on clearance?", "", "chaired", "clearanc"),
        ("Qui a présidé la séance sur la dépollution ?", "", "chaired", "clearanc"),
        ("¿Quién presidió la sesión sobre la limpieza?", "", "chaired", "clearanc"),
        ("Qu'a dit le Chili sur la destruction des stocks ?", "CHL", "", "destruct stockpil"),
        ("¿Qué dijo Chile sobre la destrucción de existencias?", "CHL", "", "destruct stockpil"),
        ("Quelle est la position du Pérou sur les sièges permanents ?", "", "", "perman seat"),
        ("¿Cuál es la posición del Perú sobre los puestos permanentes?", "", "", "perman seat"),
        ("Qui est le dépositaire ?", "", "", ""),
        ("¿Quién es el depositario?", "", "", ""),
    ],
)
def test_a_question_needs_a_doer_a_deed_and_a_subject(
    question: str, doer: str, deed: str, topic: str
) -> None:
    read = read_question(question, (), "auto", Filters())
    needs = needs_of(read.parts[0], read)
    assert (needs.doer.value if needs.doer else "", needs.deed) == (doer, deed)
    assert " ".join(sorted(needs.topic)) == topic
