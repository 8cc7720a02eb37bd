"""What is kept of a session: its timing log and the sealed notes, and nothing else."""
