"""Cases in, figures out: what the assistant's answers are worth, measured over HTTP or in process."""
