"""How the demonstration model was made. Nothing in the program imports this package."""
