"""What networks answer, and how often they are right."""
