"""Views of finished trainings: the list, comparison, evaluation, ladders."""
