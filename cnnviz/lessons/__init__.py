"""What teaches by numbers and questions: sizes, tensors, advice, quizzes."""
