"""Numbers and durations as text."""


def number(value: int) -> str:
    """Write a count with thin spaces, such as 93 322.

    >>> number(93322) == "93\u2009322"
    True
    """
    return f"{value:,}".replace(",", "\u2009")


def about(seconds: float) -> str:
    """Write a duration that is only estimated.

    >>> about(20), about(100), about(4000)
    ('less than a minute', 'about 2 min', 'about 1 h 7 min')
    """
    if seconds < 55:
        return "less than a minute"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"about {f'{hours} h ' * bool(hours)}{minutes} min"


def duration(seconds: float) -> str:
    """Write a duration as people say it.

    >>> duration(4.26), duration(75), duration(7300)
    ('4.3 s', '1 min 15 s', '2 h 1 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
