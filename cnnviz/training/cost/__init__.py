"""What a training needs before it starts: time and memory."""
