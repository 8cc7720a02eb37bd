#!/bin/sh
# install-packages.sh PURPOSE PACKAGE... installs what is missing of these on Debian and Ubuntu. Where
# it may not, it says the line to type and goes on.
[ "$(uname -s)" = Linux ] || exit 0
command -v apt-get >/dev/null 2>&1 || exit 0

purpose=$1
shift
missing=""
for package in "$@"; do
  dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

line="apt-get install --yes --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then
  as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
  as_root="sudo"
else
  echo "For $purpose, type once:  sudo $line"
  exit 0
fi
echo "Installing for $purpose:$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq >/dev/null 2>&1
# shellcheck disable=SC2086
$as_root $line -qq >/dev/null 2>&1 || echo "That did not work. Type once:  sudo $line"
