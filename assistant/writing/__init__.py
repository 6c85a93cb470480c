"""Replies before they are checked: answers in the documents' words, refusals, questions back, definitions."""
