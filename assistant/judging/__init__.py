"""Whether the statements answer what is asked, and what of it they do not."""
