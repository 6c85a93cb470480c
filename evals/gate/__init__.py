"""Measuring the gate: true sentences of documents, edits of them that stay true, and lies made from them."""
