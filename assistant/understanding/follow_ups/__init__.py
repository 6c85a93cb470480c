"""Questions that lean on the turns before, made standalone: what they lean on, and what they change."""
