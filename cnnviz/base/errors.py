"""The base of all errors that a user can act on."""


class CnnvizError(Exception):
    """Base of every error whose message is one clear sentence for the user: what is wrong and what to do."""
