"""`python -m balint_voice`: the same program as `balint-voice`."""

from balint_voice.cli.main import main

main()
