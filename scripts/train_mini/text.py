"""Random texts as charts print them: ticks, values, labels, titles.

At least half are random strings and numbers, so that the recogniser learns to
read what is there and not to guess words. Every text comes with the name of
its kind, by which ``evaluate.py`` reports.
"""

import string
from random import Random

from alphabet import ACCENTED, ALPHABET, FURTHER, FURTHER_SYMBOLS, SYMBOLS, label_of, readable
from vocabulary import CATEGORIES, DAYS, FOREIGN, LANGUAGES, MONTHS, PLACES, SMALL_WORDS, UNITS, foreign_words, words

DIGITS = string.digits
CONSONANTS, VOWELS = "bcdfghjklmnprstvwz", "aeiou"
CONFUSABLE = "Il1i|!jtfrLT7J(){}[]/\\oO0QDcCeGsS5zZ2xXvVwWuUkKpPyYB8g96a.,:;'-~_"

# The first six kinds, the random ones, carry more than half of the weight.
KINDS = {
    "digit": 4, "letter": 7, "tick": 19, "value": 15, "random": 14, "confusable": 3,
    "date": 6, "category": 9, "numbered": 3, "words": 10, "title": 6, "labelled": 3,
    "unit": 3, "foreign": 12, "code": 3,
}  # fmt: skip


def pseudo_word(rng: Random) -> str:
    """A word nobody has seen, sometimes with an accent."""
    word = ""
    for _ in range(rng.randint(1, 4)):
        word += rng.choice(CONSONANTS) + rng.choice(VOWELS)
        if rng.random() < 0.4:
            word += rng.choice("nrlstmkdpcgxyq")
    return accent(rng, word) if rng.random() < 0.45 else word


# Letters with accents: of Western Europe, and of the rest that writes Latin.
WESTERN = {
    "a": "áàâäãåæ", "e": "éèêë", "i": "íìîï", "o": "óòôöõøœ", "u": "úùûü", "y": "ý", "c": "ç", "n": "ñ",
}  # fmt: skip
EASTERN = {
    "a": "áäąăāâ", "e": "éěęėē", "i": "íıīįî", "o": "óöőø", "u": "úüůűūų", "y": "ý", "c": "čćç", "d": "ďđð",
    "g": "ğģ", "k": "ķ", "l": "łľļ", "n": "ňńņ", "p": "þ", "r": "ř", "s": "šśşș", "t": "ťț", "z": "žźż",
}  # fmt: skip


def accent(rng: Random, word: str) -> str:
    """Put accents of one region on one letter, or on each that takes one."""
    forms = WESTERN if rng.random() < 0.5 else EASTERN
    takes = [i for i, char in enumerate(word) if char.lower() in forms]
    if not takes:
        return word
    chosen = takes if rng.random() < 0.2 else [rng.choice(takes)]
    letters = list(word)
    for at in chosen:
        new = rng.choice(forms[word[at].lower()])
        letters[at] = ("İ" if new == "ı" else new.upper()) if word[at].isupper() else new
    return "".join(letters)


def word(rng: Random) -> str:
    """An English word or an invented one."""
    text = rng.choice(words()) if rng.random() < 0.75 else pseudo_word(rng)
    if rng.random() < 0.15:
        text = accent(rng, text)
    return text


def minus(rng: Random) -> str:
    """One of the signs that charts put before a negative number."""
    return rng.choice("--\u2212\u2212\u2013")


def grouped(rng: Random, number: int) -> str:
    """Thousands marked by comma, point, thin space, apostrophe or not at all."""
    return f"{number:,}".replace(",", rng.choice(",,,,,,. \u202f'"))


def tick(rng: Random) -> str:
    """A tick of a numeric axis."""
    choice = rng.random()
    if choice < 0.22:
        text = str(rng.choice((1, 1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)) * rng.randint(0, 20))
    elif choice < 0.36:
        digits = rng.choice((1, 1, 1, 2, 2, 3, 4))
        text = f"{rng.randint(0, 40) * rng.choice((1, 2, 5, 25)) / 10**digits:.{digits}f}"
        if rng.random() < 0.1:
            text = text.replace(".", ",")
    elif choice < 0.50:
        text = grouped(rng, rng.choice((1, 2, 5, 10, 25)) * rng.randint(1, 40) * 10 ** rng.randint(2, 6))
    elif choice < 0.60:
        text = str(rng.randint(1900, 2040))
    elif choice < 0.72:
        text = f"{rng.randint(0, 20) * 5}" + rng.choice(
            ("%", "%", "%", " %", "k", "K", "M", "B", "G", "m", "°", "°C", "‰", " k", "bn")
        )
    elif choice < 0.80:
        text = (
            rng.choice("$$$€£¥")
            + f"{rng.randint(0, 400) * rng.choice((1, 5, 25))}"
            + rng.choice(("", "", "k", "K", "M", "B", "bn"))
        )
    elif choice < 0.84:
        text = f"{rng.choice((1, 1, 2, 5, 2.5))}e{rng.choice(('', '', '+', '+0', '-', '-0'))}{rng.randint(1, 9)}"
    elif choice < 0.87:
        text = (
            rng.choice(("10", "1", "100")) + rng.choice(("²", "³"))
            if rng.random() < 0.3
            else f"10{minus(rng)}{rng.randint(1, 9)}"
        )
    elif choice < 0.95:
        text = f"{rng.randint(0, 20) * rng.choice((1, 5, 10, 50))}"
    else:
        text = f"{rng.choice('0123456789')}{rng.choice(('.0', '.5', '.25', '.00'))}"
    if rng.random() < 0.13:
        text = minus(rng) + text
    return text


def value(rng: Random) -> str:
    """A printed value, with all its digits."""
    choice = rng.random()
    if choice < 0.25:
        text = str(rng.randint(0, 10 ** rng.randint(2, 7)))
    elif choice < 0.50:
        text = f"{rng.uniform(0, 10 ** rng.randint(0, 4)):.{rng.randint(1, 3)}f}"
        if rng.random() < 0.12:
            text = text.replace(".", ",")
    elif choice < 0.62:
        text = grouped(rng, rng.randint(1000, 10 ** rng.randint(4, 10)))
        if rng.random() < 0.15:
            text += f".{rng.randint(0, 99):02d}"
    elif choice < 0.80:
        text = f"{rng.uniform(0, 100):.{rng.choice((0, 0, 1, 1, 2))}f}" + rng.choice(("%", "%", "%", "%", " %"))
    elif choice < 0.90:
        text = f"{rng.uniform(0, 1000):.{rng.choice((0, 0, 1, 2))}f}" + rng.choice(("", " ")) + rng.choice(UNITS)
    else:
        text = (
            rng.choice("$$$€£¥")
            + f"{rng.uniform(0, 1000):,.{rng.choice((0, 1, 2))}f}"
            + rng.choice(("", "", "k", "M", "B", "bn", " bn"))
        )
    if rng.random() < 0.12:
        text = rng.choice((minus(rng), minus(rng), "+", "~", "<", ">", "±")) + text
    if rng.random() < 0.05:
        text = f"({text})"
    if rng.random() < 0.02:
        text += "*" * rng.randint(1, 3)
    return text


def date(rng: Random) -> str:
    """A month, day, year, quarter, span or time."""
    month, day, year = rng.randint(1, 12), rng.randint(1, 31), rng.randint(1950, 2040)
    name, short = MONTHS[month - 1], MONTHS[month - 1][:3]
    forms = (
        short, short, name, short.upper(), short + ".", f"{short} {year}", f"{short} {day}",
        f"{day} {short}", f"{short}-{year % 100:02d}", f"{short} '{year % 100:02d}", f"'{year % 100:02d}",
        f"{month:02d}/{day:02d}/{year}", f"{day:02d}.{month:02d}.{year}", f"{year}-{month:02d}-{day:02d}",
        f"{year}-{month:02d}", f"{month}/{day}", f"{month}/{day}/{year % 100:02d}", f"{month:02d}/{year}",
        f"Q{rng.randint(1, 4)}", f"Q{rng.randint(1, 4)} {year}", f"{year} Q{rng.randint(1, 4)}",
        f"Q{rng.randint(1, 4)} '{year % 100:02d}", f"{year}Q{rng.randint(1, 4)}", f"{rng.randint(1, 4)}Q{year % 100:02d}",
        f"H{rng.randint(1, 2)} {year}", f"FY{year % 100:02d}", f"FY {year}", str(year), str(year), str(year),
        f"{year}{rng.choice('-–/')}{(year + 1) % 100:02d}", f"{year}{rng.choice('-–')}{year + rng.randint(1, 20)}",
        rng.choice(DAYS), rng.choice(DAYS)[:3], f"{name} {day}, {year}", f"{name} {year}",
        f"{rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}", f"{rng.randint(1, 12)} {rng.choice(('AM', 'PM', 'am', 'pm'))}",
        f"{rng.randint(1, 12)}:{rng.randint(0, 59):02d} {rng.choice(('AM', 'PM'))}", f"Week {rng.randint(1, 53)}", f"W{rng.randint(1, 53)}",
        f"{year}*", f"{year}s", f"{rng.randint(1, 59)}{rng.choice('-–')}{rng.randint(1, 99)}",
    )  # fmt: skip
    return rng.choice(forms)


def random_string(rng: Random) -> str:
    """Characters without any sense, of one pool each time."""
    length, choice = rng.randint(1, 10), rng.random()
    if choice < 0.36:
        pool = string.ascii_lowercase
    elif choice < 0.51:
        pool = string.ascii_uppercase
    elif choice < 0.63:
        pool = string.ascii_letters + DIGITS
    elif choice < 0.73:
        pool = DIGITS + DIGITS + ".,-%/:+() "
    elif choice < 0.88:
        pool = ALPHABET[1:95]
    elif choice < 0.91:
        pool = ACCENTED + ACCENTED.replace("ß", "").upper() + string.ascii_letters
    elif choice < 0.96:
        pool = FURTHER + FURTHER.upper() + "ıİ" + string.ascii_letters
    else:
        pool = SYMBOLS + FURTHER_SYMBOLS + DIGITS + string.ascii_letters
    text = "".join(rng.choice(pool) for _ in range(length))
    return text.capitalize() if choice < 0.36 and rng.random() < 0.4 else text


def some_words(rng: Random) -> str:
    """One to four words, in some case, sometimes joined or enclosed."""
    text = " ".join(word(rng) for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4))))
    choice = rng.random()
    if choice < 0.55:
        text = text[:1].upper() + text[1:]
    elif choice < 0.70:
        text = text.title()
    elif choice < 0.80:
        text = text.upper()
    if rng.random() < 0.10:
        text = text.replace(" ", rng.choice(("_", "-", "/", " & ", ", ", " / ", " - ", "\u2013")))
    choice = rng.random()
    if choice < 0.04:
        text = f"({text})"
    elif choice < 0.06:
        text = f'"{text}"'
    elif choice < 0.07:
        text += rng.choice(("\u2026", "..."))
    elif choice < 0.10:
        text += rng.choice(("!", "?", ".", ":", ",", ";", "*", "**", "***", "©"))
    return text


def foreign(rng: Random) -> str:
    """One to three words of a language with accents."""
    words = foreign_words(rng.choice(LANGUAGES))
    text = " ".join(rng.choice(words) for _ in range(rng.choice((1, 1, 1, 2, 2, 3))))
    choice = rng.random()
    if choice < 0.55:
        text = text[:1].upper() + text[1:]
    elif choice < 0.75:
        text = " ".join(part[:1].upper() + part[1:] for part in text.split())
    elif choice < 0.85 and "ß" not in text and "ı" not in text:
        text = text.upper()
    return text


def title(rng: Random) -> str:
    """Part of a title, subtitle, axis title or source line."""
    parts = []
    for _ in range(rng.randint(2, 7)):
        choice = rng.random()
        if choice < 0.30:
            parts.append(rng.choice(SMALL_WORDS))
        elif choice < 0.62:
            parts.append(rng.choice(words()))
        elif choice < 0.80:
            parts.append(rng.choice(CATEGORIES))
        elif choice < 0.92:
            parts.append(rng.choice(PLACES))
        else:
            parts.append(value(rng))
    text = " ".join(parts)
    choice = rng.random()
    if choice < 0.35:
        text = text[:1].upper() + text[1:]
    elif choice < 0.70:
        text = text.title()
    elif choice < 0.78:
        text = text.upper()
    choice = rng.random()
    if choice < 0.12:
        text += f" ({rng.choice(UNITS)})"
    elif choice < 0.20:
        text += f", {rng.randint(1950, 2040)}" + (
            f"{rng.choice('-–')}{rng.randint(1990, 2040)}" if rng.random() < 0.5 else ""
        )
    elif choice < 0.26:
        text = rng.choice(("Source: ", "Note: ", "Figure 1: ", "Fig. 2. ", "© ", "* ", "** ")) + text
    return text


def numbered(rng: Random) -> str:
    """A name with a number or letter: Series 3, Q4, x1."""
    head = rng.choice(
        ("Series", "Series ", "Batch ", "Q", "Group ", "Category ", "Item ", "Sample ", "Product ", "No. ",
         "Type ", "Class ", "Case ", "Set ", "Team ", "Site ", "Day ", "Year ", "Line ", "Model ", "v", "#", "x", "y", "T", "C", "A", "B", "P")
    )  # fmt: skip
    return head + rng.choice((str(rng.randint(1, 30)), str(rng.randint(1, 500)), rng.choice(string.ascii_uppercase)))


def code(rng: Random) -> str:
    """A name made of letters and digits with signs between: M-102, A/3, Type II, Lot_7."""
    head = "".join(rng.choice(string.ascii_uppercase) for _ in range(rng.randint(1, 3)))
    if rng.random() < 0.4:
        head = rng.choice((rng.choice(CATEGORIES), pseudo_word(rng).capitalize(), head))
    tail = rng.choice(
        (str(rng.randint(0, 9)), str(rng.randint(10, 999)), rng.choice(("I", "II", "III", "IV", "V", "VI")),
         rng.choice(string.ascii_uppercase) + str(rng.randint(1, 99)), rng.choice(words()), rng.choice(words()).capitalize())
    )  # fmt: skip
    return head + rng.choice("----\u2013\u2013/_. ") + tail


def labelled(rng: Random) -> str:
    """A name and its value in one line, as on a pie."""
    name = rng.choice((rng.choice(CATEGORIES), rng.choice(PLACES), word(rng)))
    number = rng.choice((tick(rng), value(rng), f"{rng.uniform(0, 100):.1f}%"))
    form = rng.choice(("{} {}", "{}: {}", "{}, {}", "{} ({})", "{} - {}", "{}={}", "{}\u2013{}", "{} · {}"))
    return form.format(name, number)


def unit(rng: Random) -> str:
    """A unit, alone or after the name of an axis."""
    choice = rng.random()
    if choice < 0.3:
        return rng.choice(UNITS)
    name = rng.choice((rng.choice(CATEGORIES), word(rng).capitalize()))
    return f"{name} {rng.choice(('({})', '[{}]', 'in {}', '/ {}', '({})'))}".format(rng.choice(UNITS))


def category(rng: Random) -> str:
    """A common category or place."""
    pool = rng.choices((CATEGORIES, PLACES, FOREIGN), (50, 37, 13))[0]
    text = rng.choice(pool)
    choice = rng.random()
    if choice < 0.10:
        text = text.lower()
    elif choice < 0.20:
        text = text.upper()
    return text


MAKERS = {
    "digit": lambda rng: rng.choice(DIGITS),
    "letter": lambda rng: rng.choice(
        rng.choice((string.ascii_uppercase, "ABCDEFGHI", string.ascii_uppercase, string.ascii_lowercase))
    ),
    "tick": tick,
    "value": value,
    "random": random_string,
    "confusable": lambda rng: "".join(rng.choice(CONFUSABLE) for _ in range(rng.randint(2, 8))),
    "date": date,
    "category": category,
    "numbered": numbered,
    "words": some_words,
    "title": title,
    "labelled": labelled,
    "unit": unit,
    "foreign": foreign,
    "code": code,
}

# A lone one of these is a speck or a stroke: the reader never sends it as text.
NO_TEXT_ALONE = set(".,:;'`\"-_|·°~^!/\\()[]{}")
MAX_CHARS = 64


def random_text(rng: Random, kind: str | None = None) -> tuple[str, str]:
    """A text as drawn and the name of its kind."""
    kind = kind or rng.choices(list(KINDS), list(KINDS.values()))[0]
    while True:
        drawn = MAKERS[kind](rng)
        label = label_of(drawn)
        if readable(label) and len(label) <= MAX_CHARS and not set(label) <= NO_TEXT_ALONE:
            return drawn.strip(), kind
