"""Teaching by numbers and questions: sizes of networks and tensors, advice, quizzes."""
