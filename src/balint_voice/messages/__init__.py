"""What the interface itself says, in the user's language: refusals, notices, labels of lists."""
