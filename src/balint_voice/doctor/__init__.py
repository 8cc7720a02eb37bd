"""What is fit for a session and what is not, judged from measured numbers."""
