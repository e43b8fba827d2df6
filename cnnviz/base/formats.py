"""Numbers and durations as text, for people: in the language that is spoken."""

from cnnviz import locale
from cnnviz.locale import _


def number(value: int) -> str:
    """Write a count with thin spaces, such as 93 322.

    >>> number(93322) == "93\u202f322"
    True
    """
    return locale.number(value, ",")


def about(seconds: float) -> str:
    """Write a duration that is only estimated.

    >>> about(20), about(100), about(4000)
    ('less than a minute', 'about 2 min', 'about 1 h 7 min')
    """
    if seconds < 55:
        return _("less than a minute")
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return _("about {minutes} min", minutes=minutes)
    return _("about {hours} h {minutes} min", hours=hours, minutes=minutes)


def duration(seconds: float) -> str:
    """Write a duration as people say it; the units are those of the SI, the same in every language.

    >>> duration(4.26), duration(75), duration(7300)
    ('4.3 s', '1 min 15 s', '2 h 1 min')
    """
    if seconds < 60:
        return f"{locale.number(seconds, '.1f')} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def rough(seconds: float) -> str:
    """Write a duration that is only estimated, to the second.

    >>> rough(4.26), rough(0.2), rough(75)
    ('4 s', '1 s', '1 min 15 s')
    """
    return f"{max(1, round(seconds))} s" if seconds < 60 else duration(seconds)
