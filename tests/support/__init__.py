"""What several folders of tests use: fakes, a sound server, a session in virtual time. No test."""
