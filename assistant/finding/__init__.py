"""The statements that may answer: passages gathered, cut into statements, and put in order."""
