"""What went wrong, said so that the person can act on it."""


class CnnvizError(Exception):
    """Base of every error whose text is one clear sentence for the person: what is wrong and what to do."""
