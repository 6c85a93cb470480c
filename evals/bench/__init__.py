"""`make bench` and `make bench-million`: times and memory, each beside a baseline of the same run."""
