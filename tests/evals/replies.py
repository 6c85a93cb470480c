"""Replies made up for the tests: right ones, and ones with every fault there is."""

from __future__ import annotations

import random
from collections.abc import Sequence

from assistant.schemas import (
    AbstentionFields,
    AbstentionReason,
    AnswerStatus,
    AskReply,
    CitationFields,
    CollectionFields,
    Mode,
    PartFields,
    PartRole,
    SearchReply,
    SearchResult,
    SentenceFields,
    SentenceKind,
    Verdict,
)

RECORD = (
    "Thirty-one States attended the meeting in Alba. "
    "Some 98 governments³ – 13 of them observers – took part. "
    "The fund holds 64,448 items and 5% of the stock; Chad and Chadian experts asked for time. "
    "The plan says: “clear the land by 2020”. Nothing else was decided, and no vote was taken."
)
"""A text of record of our own."""

COLLECTION = CollectionFields(documents=2, newest="2020-01-01", updated="2020-01-02T00:00:00Z", sample=False)


def citation(
    number: int = 1,
    quote: str = RECORD[:47],
    *,
    start: int | None = None,
    passage: str = RECORD,
    source: str = "alba.txt",
    document_id: str = "alba-en",
) -> CitationFields:
    """A citation of RECORD; the offsets are those of the quotation unless said otherwise."""
    begins = RECORD.find(quote) if start is None else start
    return CitationFields(
        number=number,
        document_id=document_id,
        version="0123456789ab",
        source=source,
        title="Meeting in Alba",
        symbol=None,
        kind="meeting_report",
        status="informal",
        date="2020-01-01",
        event_date=None,
        as_of=None,
        locator="para. 1",
        heading=[],
        speaker=None,
        language="en",
        citation="Meeting in Alba, para. 1",
        quote=quote,
        start=max(0, begins),
        end=max(0, begins) + len(quote),
        page=None,
        passage_id="alba-en#1",
        passage=passage,
        passage_start=0,
        attached=[],
        url="/documents/alba-en",
        reader_url="/documents/alba-en",
        source_url=None,
    )


def sentence(
    text: str,
    numbers: Sequence[int] = (1,),
    *,
    kind: SentenceKind = SentenceKind.QUOTE,
    parts: Sequence[PartFields] | None = None,
) -> SentenceFields:
    """A sentence that is one quotation with its marks, unless other parts are given."""
    plain = text.split(" [")[0]
    cited = numbers[0] if numbers else None
    own = [PartFields(text=plain, role=PartRole.QUOTE, citation=cited)]
    return SentenceFields(
        text=text,
        kind=kind,
        verdict=Verdict.VERBATIM,
        citations=list(numbers),
        parts=list(own if parts is None else parts),
    )


def reply(
    sentences: Sequence[SentenceFields] = (),
    citations: Sequence[CitationFields] = (),
    *,
    status: AnswerStatus = AnswerStatus.ANSWERED,
    answer: str | None = None,
) -> AskReply:
    """A reply whose answer is its sentences joined, unless said otherwise."""
    abstained = AbstentionFields(reason=AbstentionReason.NOT_FOUND, nearest=[])
    return AskReply(
        id="0",
        status=status,
        answer=" ".join(s.text for s in sentences) if answer is None else answer,
        sentences=list(sentences),
        citations=list(citations),
        warnings=[],
        abstention=abstained if status is AnswerStatus.ABSTAINED else None,
        clarify=None,
        missing=[],
        follow_ups=[],
        standalone_question="?",
        language="en",
        answerability=0.5,
        mode=Mode.QUOTE,
        model=None,
        generation="g",
        collection=COLLECTION,
    )


def good_reply() -> AskReply:
    """Nothing wrong with it: one exact quotation, one mark."""
    quote = RECORD[:47]
    return reply([sentence(f"{quote} [1]")], [citation(1, quote)])


def random_reply(dice: random.Random) -> AskReply:
    """Right and wrong in every way the figures look at."""
    citations = [_random_citation(dice, number) for number in range(1, dice.randint(1, 5))]
    sentences = [_random_sentence(dice, citations) for _ in range(dice.randint(0, 4))]
    joined = " ".join(s.text for s in sentences)
    answer = dice.choice([joined, joined, joined, f"{joined} And more.", ""])
    return reply(sentences, citations, status=dice.choice(list(AnswerStatus)), answer=answer)


def random_results(dice: random.Random) -> SearchReply:
    found = [_random_citation(dice, number) for number in range(1, dice.randint(1, 30))]
    results = [SearchResult(**c.model_dump(), score=1 / c.number, scores={"dense": 0.5}) for c in found]
    return SearchReply(results=results, generation="g", collection=COLLECTION, warnings=[])


def _random_citation(dice: random.Random, number: int) -> CitationFields:
    begins = dice.randrange(len(RECORD) - 20)
    quote = RECORD[begins : begins + dice.randint(1, 120)]
    passage = RECORD[max(0, begins - dice.randint(0, 200)) :]
    return citation(
        number,
        dice.choice([quote, quote, quote, "", "  ", quote.upper(), quote[::-1]]),
        start=begins,
        passage=passage * dice.randint(1, 3),
        source=dice.choice(["alba.txt", "alba.txt", "folder/alba.txt", "other.txt", "absent.pdf"]),
        document_id=dice.choice(["alba-en", "alba-en", "other-en"]),
    )


def _random_sentence(dice: random.Random, citations: Sequence[CitationFields]) -> SentenceFields:
    cited = dice.choice(citations) if citations and dice.random() < 0.8 else None
    number = cited.number if cited else None
    numbers = [number] if number else dice.choice([[], [9], [1, 2]])
    quote = cited.quote if cited else "Something of our own."
    half = len(quote) // 2
    left_out = f"{quote[:half]} [...] {quote[half + 9 :]}"
    swapped = f"{quote[half:]} […] {quote[:half]}"
    glue = dice.choice(["As of 2020:", "", "It says:"])
    said = dice.choice([quote, left_out, swapped, "Else."])
    role = dice.choice([PartRole.QUOTE, PartRole.QUOTE, PartRole.LABEL])
    parts = [
        PartFields(text=glue, role=PartRole.CONNECTIVE, citation=None),
        PartFields(text=said, role=role, citation=dice.choice([number, number, number, 7, None])),
    ]
    text = f"{glue} {said}" + "".join(f" [{n}]" for n in numbers)
    text = dice.choice([text, text, text, f"{text} Extra"])
    return sentence(text, numbers, kind=dice.choice(list(SentenceKind)), parts=parts)
