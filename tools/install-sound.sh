#!/bin/sh
# On Debian and Ubuntu: the sound libraries for the program, and pactl, which tells a microphone from a
# speaker. With an argument, also what the tests need besides: a sound server of their own, a tracer,
# age, a false clock, another maker of WAV files.
for_tests=""
[ -z "$1" ] || for_tests="pulseaudio strace age libfaketime sox"
# shellcheck disable=SC2086
exec sh "$(dirname "$0")/install-packages.sh" sound libportaudio2 libasound2-plugins \
  pulseaudio-utils $for_tests
