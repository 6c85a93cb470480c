"""What a question asks: its language, parts, names and places, and which documents it means."""
