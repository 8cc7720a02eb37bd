"""The command line: options, messages and exit codes; no domain logic."""
