"""Every face of the product: command line, server, chat and reader pages."""
