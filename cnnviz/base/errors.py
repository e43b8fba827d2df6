"""The base of all errors that a user can act on."""

from cnnviz.locale import Message


class CnnvizError(Exception):
    """Base of every error whose message is one clear sentence for the user: what is wrong and what to do."""

    @property
    def message(self) -> Message | str:
        """The sentence, to be kept where it is read later: `str` gives it in the language of that moment."""
        first = self.args[0] if self.args else ""
        return first if isinstance(first, Message) else str(self)
