"""Trainings that there are: the list, comparison, evaluation, ladders."""
