"""Turns of a conversation: what leans on the turn before, and what acts on the last answer."""
