#!/bin/sh
# put-on-path.sh PROGRAM makes its name a command: a link in a folder that the shell looks into, in the
# user's own home where there is one. What is there already stays. Without such a folder the program
# itself says how it is called.
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
name=$(basename "$1")

found=$(command -v "$name" || true)
[ -z "$found" ] || exit 0

for folder in "$HOME/.local/bin" "$HOME/bin" /usr/local/bin; do
  case ":$PATH:" in
    *":$folder:"*) ;;
    *) continue ;;
  esac
  mkdir -p "$folder" 2>/dev/null
  if [ -w "$folder" ] && [ ! -e "$folder/$name" ] && ln -sf "$program" "$folder/$name" 2>/dev/null; then
    echo "$name is now a command: $folder/$name"
    exit 0
  fi
done
exit 0
