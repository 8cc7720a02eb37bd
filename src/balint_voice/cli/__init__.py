"""The command line: options, manners and exit codes; no domain logic."""
