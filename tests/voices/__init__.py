"""Voice packs: made, recorded, checked, and heard in a session."""
