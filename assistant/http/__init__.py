"""HTTP around the assistant: what is refused, how errors look, where the work runs."""
