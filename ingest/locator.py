"""Where a provision stands: Article 4(1)(b); para. 35, footnote 26. A value with a parser and a printer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

LEVELS = (
    "annex",  # "annex II"
    "part",  # "part 2"
    "chapter",  # "chapter IV"
    "plan",  # the action plan an action belongs to: "Vientiane Action Plan"
    "action",  # "Action 8"
    "section",  # "section 2.2" (informal papers, Acts)
    "article",  # "Article 4"
    "preamble",  # number is "" : the preamble of a treaty or resolution
    "item",  # agenda item: "item 10"
    "para",  # numbered paragraph: "para. 35"; under an article it prints as "(1)"
    "point",  # "(b)"
    "subpoint",  # "(ii)"
    "unnumbered",  # the source gives no number; counted by us, printed in square brackets: "[para. 5]"
    "row",  # row of a table, counted by us: "[row 3]"
    "footnote",  # "footnote 26"
)


@dataclass(frozen=True, slots=True)
class Locator:
    """Steps from the outside in; the empty locator is the whole document. `parse(str(x)) == x`.

    Raises ValueError for an unknown level or a number that cannot be printed and read back.
    """

    steps: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read any form people type or print; raises LocatorError when the text is not a locator."""
        raise NotImplementedError

    def __str__(self) -> str:
        raise NotImplementedError

    @property
    def anchor(self) -> str:
        """Address inside a reader page: 'para-35', 'art-4-1-b', 'fn-26'."""
        raise NotImplementedError

    def contains(self, other: Locator) -> bool:
        """True when `other` is this place or one inside it."""
        return other.steps[: len(self.steps)] == self.steps

    def child(self, level: str, number: str = "") -> Locator:
        return Locator((*self.steps, (level, number)))
