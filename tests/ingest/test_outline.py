"""Every kind of place a document has: in small texts, and in real documents read at run time."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.blocks import Block, BlockKind
from ingest.documents import Document, Unit, UnitKind
from ingest.read import read_document
from ingest.structure import assemble
from tests.ingest.trees import read

SAID = "The States of the lake spoke about this for a long time and came to no conclusion."


def read_text(source: str, name: str = "paper.md") -> Document:
    return read_document(source.encode(), name)


def places(document: Document) -> list[str]:
    return [str(unit.locator) for unit in document.units]


def words(document: Document, unit: Unit) -> str:
    return unit.span.of(document.text)


def unit_at(document: Document, place: str) -> Unit:
    return next(unit for unit in document.units if str(unit.locator) == place)


def parent_of(document: Document, unit: Unit) -> str:
    return "" if unit.parent is None else words(document, document.units[unit.parent])


def tree(document: Document) -> dict[str, str]:
    """Opening words of every list item, to the opening words of what it hangs on."""
    items = [unit for unit in document.units if unit.kind is UnitKind.LIST_ITEM]
    return {words(document, unit)[:12]: parent_of(document, unit)[:12] for unit in items}


# treaties


def test_what_a_draft_puts_in_square_brackets_keeps_its_number() -> None:
    document = read_text(
        "# Draft Treaty of the Lake\n\n## Article 1\n\n1. Parties send:\n\n(a) one member each\n\n"
        "[(b) [x] members more\n\n[(c) a chair]\n\n"
        "[2. Members meet on the shore.]\n\n## Article 2\n\nNo more.\n"
    )
    assert {"Article 1(1)(b)", "Article 1(1)(c)", "Article 1(2)"} <= set(places(document))


def test_items_below_a_sub_point_stand_below_it() -> None:
    document = read_text(
        "# Treaty of the Lake\n\n## Article 1\n\n1. Parties shall:\n\n(a) teach:\n\n(i) fishers:\n\n"
        "a. to swim;\n\nb. to row;\n\n(ii) sailors;\n\n(b) learn.\n\n## Article 2\n\n1. No more.\n"
    )
    assert places(document)[2:9] == [
        "Article 1(1)", "Article 1(1)(a)", "Article 1(1)(a)(i)", "Article 1(1)(a)(i), [para. 1]",
        "Article 1(1)(a)(i), [para. 2]", "Article 1(1)(a)(ii)", "Article 1(1)(b)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "closing",
    [
        "IN WITNESS WHEREOF the undersigned have signed this Treaty.",
        "EN FOI DE QUOI, les soussignés ont signé le présent Traité.",
        "EN FE DE LO CUAL, los infrascritos firman el presente Tratado.",
        "DONE at Lima on 3 May 2012.",
    ],
)
def test_the_words_that_close_a_treaty_belong_to_no_article(closing: str) -> None:
    document = read_text(
        "# Treaty of the Lake\n\n## Article 1\n\nThe lake is quiet.\n\n## Article 2\n\n"
        f"The texts are equally authentic.\n\n{closing}\n"
    )
    assert [words(document, unit_at(document, "Article 2")), closing] == [
        "The texts are equally authentic.",
        words(document, unit_at(document, "[para. 1]")),
    ]
    assert unit_at(document, "[para. 1]").heading == ()


def test_a_preamble_of_one_block_below_a_heading_is_a_preamble() -> None:
    document = read_text(
        "# Decision\n\n## Resolution of 3 May 2012\n\nThe General Assembly, Recalling its earlier decision "
        "on the lake, Noting the report,\n\n1. Welcomes the report;\n\n2. Decides to meet again.\n"
    )
    assert [unit.kind for unit in document.units[2:]] == [
        UnitKind.PREAMBLE,
        UnitKind.PARAGRAPH,
        UnitKind.PARAGRAPH,
    ]


# annexes and rules


def test_an_annex_of_one_paragraph_is_cited_alone_and_its_points_by_letter() -> None:
    document = read_text(
        "# Treaty of the Lake\n\n## Article 1\n\nThe lake is quiet.\n\n## Article 2\n\nBoats are small.\n\n"
        "## ANNEX I\n\n### Criteria\n\n(a) Quiet;\n\n(b) Rarity.\n\n## ANNEX II\n\n### Types\n\n"
        "The help that Parties give may include:\n\n(a) boats;\n\n(b) oars:\n\n(i) long ones.\n"
    )
    assert {"annex I, point (b)", "annex II", "annex II, point (b)(i)"} <= set(places(document))
    assert words(document, unit_at(document, "annex II")) == "The help that Parties give may include:"


def test_an_annex_without_a_number_inside_an_annex_is_a_part_of_it() -> None:
    document = read_text(
        f"# Report\n\n{SAID}\n\n## Annex II\n\n{SAID}\n\n{SAID}\n\n## Annex\n\n### Lists\n\n{SAID}\n\n"
        f"## Annex III\n\n{SAID}\n"
    )
    last = unit_at(document, "annex II, [para. 3]")
    assert last.heading == ("Annex II", "Annex", "Lists")
    assert unit_at(document, "annex III").heading == ("Annex III",)


def test_rules_of_procedure_are_places_like_articles() -> None:
    document = read_text(
        f"# Report\n\n1. {SAID}\n\n2. {SAID}\n\n## Annex I\n\n### I. Scope\n\n#### Rule 1\n\n##### Scope\n\n"
        f"{SAID}\n\n#### Rule 2\n\n##### Quorum\n\n1. {SAID}\n\n2. {SAID}\n\n(a) {SAID}\n"
    )
    found = places(document)
    assert {"para. 1", "para. 2", "annex I, Rule 1", "annex I, Rule 2(1)", "annex I, Rule 2(2)(a)"} <= set(
        found
    )
    assert words(document, unit_at(document, "annex I, Rule 1")) == SAID


def test_a_heading_of_several_lines_is_one_heading() -> None:
    lines = [
        "Relationship between this Treaty and other instruments,",
        "bodies and arrangements",
        "Quiet",
        "(a) boats",
    ]
    _, units, _ = assemble([Block(BlockKind.HEADING, line, level=3) for line in lines])
    assert len(units) == 3
    _, units, _ = assemble(
        [Block(BlockKind.HEADING, line, level=3) for line in ("Article 1", "aim of this treaty")]
    )
    assert len(units) == 2


# reports


@pytest.mark.parametrize("dash", ["", "- "])
def test_numbered_paragraphs_are_read_with_and_without_a_list_dash(dash: str) -> None:
    document = read_text("Lake Report\n\n" + "".join(f"{dash}{n}. {SAID}\n\n" for n in (1, 2, 3)), "a.txt")
    assert places(document)[1:] == ["para. 1", "para. 2", "para. 3"]


def test_a_heading_that_got_a_number_is_a_paragraph_and_heads_its_points() -> None:
    source = (
        f"Lake Report\n\n1. {SAID}\n\nI. Fish\n\nQuestions for the meeting\n\n2. {SAID}\n\nII. Boats\n\n"
        f"3. Questions for the meeting\n\n(a) Who rows?\n\n(b) Who steers?\n\n4. {SAID}\n"
    )
    document = read_text(source, "a.txt")
    assert unit_at(document, "para. 3").heading == ("II. Boats",)
    assert unit_at(document, "para. 3 (b)").heading == ("II. Boats", "3. Questions for the meeting")
    assert unit_at(document, "para. 4").heading == ("II. Boats",)


def test_chapters_are_found_by_number_whatever_the_markup_says() -> None:
    signs = ["##", "####", "#", "###"]
    source = "".join(f"{signs[n - 1]} {n}. Topic {n}\n\n{SAID}\n\n" for n in (1, 2, 3, 4))
    document = read_text(f"# Synopsis\n\n{SAID}\n\n{source}")
    assert [unit.heading for unit in document.units if str(unit.locator).endswith("4, [para. 1]")] == [
        ("4. Topic 4",)
    ]


def test_headings_after_one_below_another_stay_below_up_to_a_recurring_one() -> None:
    def chapter(roman: str, *heads: str) -> str:
        return f"{roman}. Chapter\n\n" + "".join(f"{head}\n\n{SAID}\n\n" for head in (*heads, "Questions"))

    source = chapter("I", "Scope") + chapter("II", "Scope") + "III. Chapter\n\nActions #3-4\n\nStocks\n\n"
    source += f"{SAID}\n\nClearance\n\n{SAID}\n\nQuestions\n\n{SAID}\n"
    document = read_text(f"Lake Report\n\n{SAID}\n\n{source}", "a.txt")
    paths = [unit.heading for unit in document.units if unit.kind is UnitKind.PARAGRAPH][-3:]
    assert paths == [
        ("III. Chapter", "Actions #3-4", "Stocks"),
        ("III. Chapter", "Actions #3-4", "Clearance"),
        ("III. Chapter", "Questions"),
    ]


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("Action #8-9", "Shore Action Plan, Action 8-9"),
        ("Actions #20-23 and #26", "Shore Action Plan, Action 20-23,26"),
        ("Actions #24, 25, 27 and 29", "Shore Action Plan, Action 24,25,27,29"),
        ("Action 3.3", "Shore Action Plan, Action 3.3"),
    ],
)
def test_a_report_names_the_plan_of_the_actions_it_is_about(heading: str, place: str) -> None:
    source = (
        f"Lake Report\n\n1. This report looks at the Shore Action Plan and at what the States did for it.\n\n"
        f"I. Fish\n\n{heading}\n\n2. {SAID}\n\n3. {SAID}\n"
    )
    document = read_text(source, "a.txt")
    assert words(document, unit_at(document, place)) == heading
    assert unit_at(document, "para. 3").heading == ("I. Fish", heading)


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("Session 1: Fish", "Session 1"),
        ("Session IV – Boats", "Session IV"),
        ("Opening Session – Welcome", "Opening Session"),
        ("Closing session", "Closing Session"),
        ("Séance 2 : Bateaux", "Session 2"),
        ("Séance d'ouverture", "Opening Session"),
        ("Sesión 3", "Session 3"),
        ("Sesión de clausura", "Closing Session"),
    ],
)
def test_sessions_count_their_own_paragraphs(heading: str, place: str) -> None:
    pieces = ["Lake Seminar", "Background", SAID, heading, SAID, SAID, "Next steps", SAID]
    document = read_text("\n\n".join(pieces), "a.txt")
    assert {place, f"{place}, [para. 1]", f"{place}, [para. 2]"} <= set(places(document))
    assert document.units[-1].locator.steps == (("unnumbered", "2"),)


def test_the_agenda_lists_items_and_the_record_has_sections() -> None:
    agenda = "".join(f"- {n}. Topic {n}\n" for n in (1, 2, 3))
    sections = "".join(f"## {n}. Topic {n}\n\n{SAID}\n\n" for n in (1, 2, 3))
    found = places(read_text(f"# Synopsis\n\n{SAID}\n\n#### Agenda:\n\n{agenda}\n{sections}"))
    assert [place for place in found if place.startswith("item")] == ["item 1", "item 2", "item 3"]
    assert {"section 1", "section 3, [para. 1]"} <= set(found)


def test_the_meeting_that_adopted_a_resolution_is_no_part_of_its_last_paragraph() -> None:
    document = read_text(
        "A/RES/99/1\n\nThe General Assembly,\n\nRecalling its earlier decision on the lake,\n\n"
        "1. Welcomes the report;\n\n2. Decides to meet again.\n\n30th plenary meeting\n1 November 2018\n",
        "a.txt",
    )
    assert places(document)[1:5] == ["preamble", "preamble, [para. 1]", "para. 1", "para. 2"]
    assert "para. 2, [para. 1]" not in places(document)


def test_pieces_of_a_catalogue_entry_are_no_headings() -> None:
    document = read_text(f"No. 1\n\n{SAID}\n\n37 p. : tables. - (Records, no. 1)\n\n{SAID}\n", "a.txt")
    assert UnitKind.HEADING not in [unit.kind for unit in document.units]


# what numbers of other things look like


PLAN = """Shore Action Plan

I. Stocks

Action 1: Make a list of all boats on the shore, and send it to the others each year.

Action #2 Burn the boats that nobody rows any more, in this order:
(a) old boats;
(b) new boats.

Action 3

Mend the nets that are still in use on the shore of the lake.

Action 4 – Tell the children of the lake States where the water is deep, year by year.

Indicator 4.1: The number of children who know.

II. Help

Action 5. Share oars with those who have none, and ask for them in good time.
"""


def test_the_actions_of_a_plan_are_places_in_running_text_too() -> None:
    document = read_text(PLAN, "plan.txt")
    found = [place for place in places(document) if "Action" in place]
    assert found == [
        "Action 1", "Action 2", "Action 2 (a)", "Action 2 (b)", "Action 3",
        "Action 3, [para. 1]", "Action 4", "Action 4, [para. 1]", "Action 5",
    ]  # fmt: skip
    assert words(document, unit_at(document, "Action 5")).startswith("Action 5. Share oars")
    assert unit_at(document, "Action 4").heading == ("I. Stocks",)
    assert unit_at(document, "Action 5").heading == ("II. Help",)


@pytest.mark.parametrize(
    "sentences",
    [
        ("Action #8-9 concern boats, which all of the members have burnt.", "Action 10 was done by all."),
        ("Action 8 concerns boats, which all of the members have burnt.", "Action 9 concerns oars, it says."),
        ("Action 8: The members have burnt all of their boats, as they say.", "Nobody swims any more."),
        ("In the Shore Action Plan: Action 8.", "Action 8: Done, as they say.", "Action 9: Done, they say."),
    ],
)
def test_a_sentence_about_an_action_is_none(sentences: tuple[str, ...]) -> None:
    document = read_text("\n\n".join(["Lake Report", SAID, *sentences]) + "\n", "a.txt")
    assert not [place for place in places(document) if "Action" in place]


@pytest.mark.parametrize(
    ("first", "is_body"),
    [
        ("1. The report covers May.", True),
        ("1. The Meeting decided:", True),
        ("1. KEY POINTS", False),
        ("1. Lima.", False),
        ("Item 1 of the agenda.", False),
    ],
)
def test_a_first_paragraph_opens_the_body_however_short(first: str, is_body: bool) -> None:
    cover = ["ZZ/MSP/2019/1", "Lake Convention", "Item 10 of the provisional agenda", "Report on boats"]
    document = read_text("\n\n".join([*cover, first, f"2. {SAID}"]) + "\n", "a.txt")
    front = [words(document, unit) for unit in document.units if unit.kind is UnitKind.COVER]
    assert front == (cover if is_body else [*cover, first])


NOTES = ["1 See the list of 2011.", "2 Ibid., page 3.", "3 Letter of 3 May 2011."]


@pytest.mark.parametrize(
    ("lines", "is_act"),
    [
        (["Boats Act", *(f"{n} {SAID}" for n in range(1, 5))], True),
        (["Boats Report", *(f"{n}. {SAID}" for n in range(1, 5)), *NOTES], False),
        (["Boats Report", f"1. {SAID}", NOTES[0], f"2. {SAID}", NOTES[1], f"3. {SAID}", NOTES[2]], False),
        (["Boats Report", *[SAID] * 4, *NOTES], False),
        (["ZZ/MSP/2019/1", "Boats Report", SAID, NOTES[0], SAID, NOTES[1], SAID, NOTES[2]], False),
    ],
)
def test_bare_numbers_are_sections_only_where_they_run_through_an_act(lines: list[str], is_act: bool) -> None:
    found = places(read_text("\n\n".join(lines) + "\n", "a.txt"))
    assert ("section 3" in found) == is_act


# lists


def test_items_hang_on_what_leads_into_them() -> None:
    document = read_text(
        "Lake Record\n\nThe members spoke in turn and the chair wrote down what each of them had to say:\n\n"
        "- A State said:\n - It has these needs:\n - Boats of every size.\n - Oars.\n - It asked that:\n"
        " - Others help.\n - A member asked:\n - Who rows?\n- Topics\n - Fish\n - Birds\n",
        "a.txt",
    )
    assert tree(document) == {
        "A State said": "The members ",
        "It has these": "A State said",
        "Boats of eve": "It has these",
        "Oars.": "It has these",
        "It asked tha": "A State said",
        "Others help.": "It asked tha",
        "A member ask": "The members ",
        "Who rows?": "A member ask",
        "Topics": "A member ask",
        "Fish": "Topics",
        "Birds": "Topics",
    }


def test_an_indent_lost_at_a_page_end_is_read_from_the_words() -> None:
    document = read_text(
        "Lake Record\n\nThe members spoke in turn and the chair wrote down what each of them had to say:\n\n"
        "- The chair named these points:\n - Boats are few;\n - Oars are fewer;\n\n- The shore is far.\n"
        "- She named these needs:\n - More boats.\n\n- More oars.\n - More rowers.\n",
        "a.txt",
    )
    found = tree(document)
    assert found["The shore is"] == "The chair na"
    assert found["More oars."] == found["More rowers."] == "She named th"


def test_a_list_that_its_format_letters_holds_points() -> None:
    items = "<li>To row;</li><li>To swim.</li>"
    page = f"<h1>Lake Report</h1><p>1. The Meeting decided:</p><ol type='a'>{items}</ol><p>2. {SAID}</p>"
    document = read_text(f"<html><body>{page}</body></html>", "a.html")
    assert places(document)[-4:] == ["para. 1", "para. 1 (a)", "para. 1 (b)", "para. 2"]


# real documents


def corpus(test_data: Path, name: str) -> Document:
    return read(test_data / "corpus" / name)


def test_the_beirut_report_has_80_paragraphs_in_11_chapters(test_data: Path) -> None:
    document = corpus(test_data, "2011-08-25-draft-beirut-progress-report.txt")
    numbers = [u.locator.number for u in document.units if u.locator.level == "para"]
    assert numbers == [str(n) for n in range(1, 81)]
    chapters = [u.locator.number for u in document.units if u.locator.level == "chapter"]
    assert chapters == "I II III IV V VI VII VIII IX X XI".split()
    letters = dict.fromkeys((16, 26, 27, 28, 37, 46, 57, 66, 70, 73, 77, 80), "")
    for unit in document.units:
        if unit.locator.level == "point":
            letters[int(unit.locator.steps[0][1])] += unit.locator.number
    last = {
        16: "a",
        26: "b",
        27: "d",
        28: "c",
        37: "f",
        46: "f",
        57: "g",
        66: "e",
        70: "b",
        73: "c",
        77: "b",
        80: "b",
    }
    assert letters == {n: "abcdefg"[: "abcdefg".index(letter) + 1] for n, letter in last.items()}
    assert [str(u.locator) for u in document.units if u.locator.level == "subpoint"] == [
        "para. 26 (a)(i)", "para. 26 (a)(ii)", "para. 26 (a)(iii)", "para. 26 (b)(i)", "para. 26 (b)(ii)",
    ]  # fmt: skip


def test_the_headings_of_the_beirut_report_stand_where_they_belong(test_data: Path) -> None:
    document = corpus(test_data, "2011-08-25-draft-beirut-progress-report.txt")
    assistance = "VII. International cooperation and assistance"
    expected = {
        "para. 4": ("I. General trends", "Universalization"),
        "para. 16 (a)": ("II. Partnerships", "16. Challenges and questions for discussion at the 2MSP"),
        "para. 31": ("IV. Stockpile Destruction", "Action #8-9"),
        "para. 61": (assistance, "Actions #33-36", "Stockpile destruction"),
        "para. 64": (assistance, "Actions #33-36", "Clearance and risk reduction"),
        "para. 65": (assistance, "Actions #33-36", "Victim Assistance"),
        "para. 66": (assistance, "Challenges and questions for discussion at the 2MSP"),
        "para. 70 (b)": (
            "VIII. Implementation Support",
            "70. Challenges and questions for discussion at the 2MSP",
        ),
        "para. 71": ("IX. Transparency",),
    }
    assert {place: unit_at(document, place).heading for place in expected} == expected
    actions = [u.locator.number for u in document.units if u.locator.level == "action"]
    assert actions == "2-7 8-9 10-13 14-16 17 18 20-23,26 24,25,27,28,29 33-36 63 65".split()


def test_the_synopsis_has_eight_agenda_items_and_seven_sections(test_data: Path) -> None:
    document = corpus(test_data, "2011-02-24-informal-consultations-synopsis.txt")
    by_level = [(u.locator.level, u.locator.number, len(u.heading)) for u in document.units]
    assert [number for level, number, _ in by_level if level == "item"] == list("12345678")
    assert [(number, depth) for level, number, depth in by_level if level == "section"] == [
        (number, 0) for number in "1234567"
    ]


def test_the_seminar_has_an_opening_and_five_sessions(test_data: Path) -> None:
    document = corpus(test_data, "2017-03-bangkok-country-coalition-seminar-report.txt")
    sessions = [u.locator.number for u in document.units if u.locator.level == "session"]
    assert sessions == ["opening", "1", "2", "3", "4", "5"]
    third = words(document, unit_at(document, "Opening Session, [para. 3]"))
    assert third.startswith("He also explained")
    assert document.units[-1].locator.steps[0][0] == "unnumbered"


def test_the_record_of_2017_hangs_every_line_on_what_leads_into_it(test_data: Path) -> None:
    document = corpus(test_data, "2017-11-24-cooperation-and-assistance-meeting-summary.txt")
    items = [u for u in document.units if u.kind is UnitKind.LIST_ITEM]
    heads = {words(document, u)[:30]: parent_of(document, u)[:40] for u in items}
    expected = {
        "The usefulness of the Coordina": "The Coordinators outlined the points tha",
        "Efforts had already been made ": "An affected state reported:",
        "It had 400 sq. km of mine cont": "An affected State reported:",
        "How should states optimize cle": "The rationale for the workshop was that ",
        "States were encouraged to shar": "A representative of the Coordination Com",
        "Often matched funds in a 1:1 r": "Donors often benefit from affected count",
        "Climate and topographic condit": "It faced a number of challenges in deali",
        "Internally Displaced Persons: ": "It faced a number of challenges in deali",
        "From these challenges, it reco": "An affected State said:",
        "Affected states should give de": "From these challenges, it recommended th",
        "Donor States tended to funnel ": "Reasons why donor States cut or shifted ",
    }
    assert {opening: heads[opening] for opening in expected} == expected
    speakers = [
        u for u in items if words(document, u).endswith((" said:", " reported:", " asked:", " noted:"))
    ]
    assert {parent_of(document, u) for u in speakers} == {"2.3 Interventions by States"}


@pytest.mark.parametrize(
    ("name", "recitals", "paragraphs"), [("un-a-res-73-8-en.pdf", 8, 5), ("un-a-res-78-272-en.pdf", 8, 17)]
)
def test_resolutions_have_recitals_and_operative_paragraphs(
    test_data: Path, name: str, recitals: int, paragraphs: int
) -> None:
    document = read(test_data / "files" / name)
    found = [unit for unit in document.units if unit.kind is UnitKind.PREAMBLE]
    assert [unit.locator.number for unit in found] == ["", *(str(n) for n in range(1, recitals + 1))]
    operative = [unit for unit in document.units if unit.locator.level == "para"]
    assert [unit.locator.number for unit in operative] == [str(n) for n in range(1, paragraphs + 1)]
    closing = next(unit for unit in document.units if "plenary meeting" in words(document, unit))
    assert [level for level, _ in closing.locator.steps] == ["unnumbered"]


def test_the_agreement_has_its_annexes_down_to_the_smallest_item(test_data: Path) -> None:
    document = read(test_data / "files" / "un-bbnj-agreement-en.pdf")
    found = places(document)
    assert [place for place in found if place.startswith("annex I, point")] == [
        f"annex I, point ({letter})" for letter in "abcdefghijklmnopqrstuv"
    ]
    assert [place for place in found if place.startswith("annex II, point (e)")] == [
        "annex II, point (e)", "annex II, point (e)(i)", "annex II, point (e)(ii)",
        *(f"annex II, point (e)(ii), [para. {n}]" for n in (1, 2, 3, 4)),
        "annex II, point (e)(iii)", "annex II, point (e)(iv)",
        *(f"annex II, point (e)(iv), [para. {n}]" for n in (1, 2)), "annex II, point (e)(v)",
    ]  # fmt: skip


def test_the_commission_s_report_has_74_paragraphs_and_64_rules(test_data: Path) -> None:
    document = read(test_data / "files" / "un-bbnj-prepcom-report-2026-en.pdf")
    own = [u.locator.number for u in document.units if [level for level, _ in u.locator.steps] == ["para"]]
    assert own == [str(n) for n in range(1, 75)]
    rules = [
        u.locator.steps[1][1]
        for u in document.units
        if [s[0] for s in u.locator.steps[:2]] == ["annex", "rule"]
    ]
    assert list(dict.fromkeys(rules)) == [str(n) for n in range(1, 65)]
    annexes = [
        u.locator.steps[0][1]
        for u in document.units
        if u.locator.steps[:1] and u.locator.steps[0][0] == "annex"
    ]
    assert list(dict.fromkeys(annexes)) == "I II III IV V VI VII VIII IX X XI".split()


def test_the_technical_annex_counts_down_to_the_items_of_a_sub_point(test_data: Path) -> None:
    found = places(corpus(test_data, "ccw-protocol-v-en.md"))
    assert [f"annex, section 1(c)(i), [para. {n}]" for n in range(1, 12)] == [
        place for place in found if place.startswith("annex, section 1(c)(i), ")
    ]
    assert "annex, section 1(c)(iv)" in found


def test_a_convention_ends_before_the_words_of_its_witnesses(test_data: Path) -> None:
    document = corpus(test_data, "crpd-convention-en.md")
    assert unit_at(document, "Article 50").kind is UnitKind.PARAGRAPH
    assert words(document, document.units[-1]).startswith("IN WITNESS")
    assert [level for level, _ in document.units[-1].locator.steps] == ["unnumbered"]


def test_the_agreement_has_the_same_places_in_three_languages(test_data: Path) -> None:
    def body(language: str) -> list[str]:
        found = places(read(test_data / "files" / f"un-bbnj-agreement-{language}.pdf"))
        return [place for place in found if not place.startswith(("[title]", "[cover"))]

    english = body("en")
    assert english[-1] == "annex II, point (g)"
    assert body("es") == english
    assert body("fr") == english
