#!/bin/sh
# Installs the sound libraries on Debian and Ubuntu when they are missing: libportaudio2 for the
# program; for the tests, which bring their own sound server and watch what the program does,
# PulseAudio's programs, strace, age and a false clock too. Where it may not install, it says the line to type and goes
# on: without sound the cues are shown.
[ "$(uname -s)" = Linux ] || exit 0
command -v apt-get >/dev/null 2>&1 || exit 0

missing=""
need() { dpkg -s "$1" >/dev/null 2>&1 || missing="$missing $1"; }
need libportaudio2
need libasound2-plugins
if [ -n "$1" ]; then
  need pulseaudio
  need pulseaudio-utils
  need strace
  need age
  need libfaketime
fi
[ -n "$missing" ] || exit 0

line="apt-get install --yes --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then
  as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
  as_root="sudo"
else
  echo "For sound, type once:  sudo $line"
  exit 0
fi
echo "Installing the sound libraries:$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq >/dev/null 2>&1
# shellcheck disable=SC2086
$as_root $line -qq >/dev/null 2>&1 || echo "That did not work. Type once:  sudo $line"
