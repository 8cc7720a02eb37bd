"""Scripts, settings, word lists and templates, read from where they lie."""
