"""The error of a run that cannot be used."""

from cnnviz.base.errors import CnnvizError


class RunError(CnnvizError):
    """A run that cannot be used as intended: the text says why and what to do."""
