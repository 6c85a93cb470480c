"""Question sets other people made, read from the folders a user brings: one module a format."""
