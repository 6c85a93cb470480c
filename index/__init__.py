"""Passages in, ranked hits out: the catalogue of record, generations built from it, and the retrievers."""
