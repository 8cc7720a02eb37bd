"""What is run: scripts, their words and their minutes. Pure; opens no file."""
