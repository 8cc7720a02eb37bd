"""From the microphone to sealed notes and spoken commands."""
