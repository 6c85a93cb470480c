"""Words the product says itself and, later, what it says to a language model."""

from prompts.words import LANGUAGES, catalogue, say

__all__ = ["LANGUAGES", "catalogue", "say"]
