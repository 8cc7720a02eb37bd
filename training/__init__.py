"""How the demonstration model was made. Nothing in the program imports this package."""

import balint_voice as balint_voice  # first of all: from here on no library reports home
