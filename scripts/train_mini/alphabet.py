"""The characters the recogniser knows, and how labels are written with them.

Class 0 of the network is the CTC blank; class ``i + 1`` is ``ALPHABET[i]``.
``export.py`` writes the string to ``models/mini/alphabet.txt``, so the reader
never repeats it.
"""

import re

ASCII = "".join(chr(code) for code in range(32, 127))
ACCENTED = "éèêëáàâäãåçíìîïñóòôöõøúùûüýßæœ"
SYMBOLS = "€£¥°‰±×·²³µ©"

# Latin letters of Central and Northern Europe, the Baltic and Turkey.
FURTHER = "ąćęłńśźżčďěňřšťůžľőűăşțğđðþāēīūģķļņėįų"
FURTHER_SYMBOLS = "¹₂≤≥≈→"

# New characters go to the end: classes of trained weights keep their meaning.
ALPHABET = (
    ASCII + ACCENTED + ACCENTED.replace("ß", "").upper() + SYMBOLS
    + FURTHER + FURTHER.replace("ð", "").upper() + "ıİ" + FURTHER_SYMBOLS
)  # fmt: skip
CLASS_OF = {char: index + 1 for index, char in enumerate(ALPHABET)}
CLASSES = len(ALPHABET) + 1

# Glyphs that look alike in a chart are one class; the left one is drawn, the
# right one is what the reader answers.
SAME = {
    "\u2212": "-",  # minus sign
    "\u2013": "-",  # en dash
    "\u2014": "-",  # em dash
    "\u2010": "-",  # hyphen
    "\u2022": "·",  # bullet
    "\u2219": "·",  # bullet operator
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "\u03bc": "µ",  # Greek mu
    "\u2026": "...",  # ellipsis
    "\u0219": "ş",  # s with a comma below (Romanian), told by the reader from the cedilla
    "\u0218": "Ş",
    "\u00d0": "Đ",  # capital eth and d with a stroke are one glyph
    "\u0163": "ț",  # t with a cedilla, the comma's older form
    "\u0162": "Ț",
}


def label_of(drawn: str) -> str:
    """What the reader should answer for the text as drawn."""
    text = "".join(SAME.get(char, char) for char in drawn)
    return re.sub(r" +", " ", text).strip()


def readable(label: str) -> bool:
    """Whether the label is not empty and written in the alphabet alone."""
    return bool(label) and all(char in CLASS_OF for char in label)
