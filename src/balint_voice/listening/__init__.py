"""From sound to text on the session's clock: pure decisions on numbers, no device, no model."""
