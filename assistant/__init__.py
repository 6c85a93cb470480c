"""A question in, a verified answer or a reasoned abstention out."""
