"""What is fit for an evening and what is not, judged from measured numbers."""
