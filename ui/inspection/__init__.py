"""What was understood of one file: read by itself, shown as a tree, as a page, or as JSON."""
