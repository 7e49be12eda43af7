"""The Debian fonts that lines are drawn with, and how often each is taken.

    apt-get install --no-install-recommends fonts-liberation fonts-liberation2 \\
      fonts-dejavu-core fonts-dejavu-extra fonts-open-sans fonts-lato \\
      fonts-roboto-unhinted fonts-noto-core fonts-crosextra-carlito \\
      fonts-crosextra-caladea fonts-inter fonts-cantarell fonts-freefont-ttf \\
      fonts-lmodern fonts-stix fonts-urw-base35 fonts-hack fonts-quicksand \\
      fonts-cabin fonts-play fonts-texgyre fonts-humor-sans fonts-comic-neue \\
      fonts-mplus fonts-b612 fonts-go fonts-linuxlibertine fonts-ebgaramond \\
      fonts-sil-charis wamerican hunspell-{de-de,fr,es,pt-br,it,pl,cs,hu,ro,tr,hr,sl,sk,lt,lv,is,da,sv,no,nl}
"""

import functools
import re
from pathlib import Path
from random import Random

from fontTools.ttLib import TTFont
from PIL import ImageFont

ROOTS = ("/usr/share/fonts", "/usr/share/texmf/fonts/opentype/public")

# Weight of a whole family; charts are mostly set in the first ones (Arial and
# Helvetica, Matplotlib's DejaVu, Plotly's Open Sans, Google's Roboto, Excel's
# Calibri). The pattern is matched against the file's stem.
FAMILIES = {
    r"LiberationSans-": 16, r"DejaVuSans(-|$)": 13, r"OpenSans-": 9, r"Roboto-": 9,
    r"Lato-": 6, r"Carlito-": 8, r"NotoSans-": 6, r"Inter-": 6, r"Cantarell-": 3,
    r"FreeSans": 3, r"NimbusSans-": 4, r"texgyreheros-": 3, r"LiberationSerif-": 4,
    r"LiberationSansNarrow-": 2, r"DejaVuSansCondensed": 1.5, r"RobotoCondensed-": 2,
    r"NotoSerif-": 1.5, r"STIXGeneral-": 1, r"lmroman(8|10|12|17)-": 2,
    r"lmsans(8|9|10|12|17)-": 1.5, r"NimbusRoman-": 1.5, r"texgyre(termes|pagella)-": 1,
    r"texgyreadventor-": 1, r"texgyreheroscn-": 1, r"Caladea-": 1, r"LinLibertine_R": 2.5, r"EBGaramond12-": 0.5, r"CharisSIL-": 1,
    r"DejaVuSerif(-|$)": 1.5,
    r"Cabin-": 1.5, r"Quicksand-": 1, r"Play-": 0.7, r"Humor-Sans": 0.7, r"ComicNeue-": 0.7,
    r"B612-": 0.7, r"Go-": 0.7, r"Mplus[12]-": 1, r"InterDisplay-": 0.7, r"C059-|P052-": 0.8,
    r"URWBookman-|URWGothic-": 0.8, r"LiberationMono-": 1, r"DejaVuSansMono": 1.2,
    r"Hack-": 0.5, r"FreeSerif|FreeMono": 0.7,
    r"NimbusSansNarrow-": 0.8, r"NimbusMonoPS-": 0.3,
}  # fmt: skip
SKIP = re.compile(r"Thin|Hairline|ExtraLight|Black|Smallcaps|Oblique.*Thin", re.I)


def cut_weight(stem: str) -> float:
    """Regular cuts are common, bold less, italics and odd weights rare."""
    weight = 1.0
    if re.search(r"Ital|Obli|BdIta|_RB?I$", stem, re.I):
        weight *= 0.2
    if re.search(r"SemiBold|Semibold|Medium|Demi", stem):
        weight *= 0.35
    elif re.search(r"ExtraBold|Heavy", stem):
        weight *= 0.1
    elif re.search(r"bold|_RBI?$", stem, re.I):
        weight *= 0.5
    elif re.search(r"Light", stem):
        weight *= 0.25
    return weight


@functools.cache
def catalogue() -> tuple[list[str], list[float]]:
    """Font files and their weights; a family's weight is shared by its cuts."""
    files = [
        path
        for root in ROOTS
        for path in sorted(Path(root).rglob("*"))
        if path.suffix in (".ttf", ".otf") and not SKIP.search(path.stem)
    ]
    paths, weights = [], []
    for pattern, family in FAMILIES.items():
        cuts = [path for path in files if re.match(pattern, path.stem)]
        if not cuts:
            raise SystemExit(f"no font matches {pattern}: install the packages that fonts.py names")
        total = sum(cut_weight(path.stem) for path in cuts)
        for path in cuts:
            paths.append(str(path))
            weights.append(family * cut_weight(path.stem) / total)
    return paths, weights


@functools.cache
def glyphs(path: str) -> frozenset[int]:
    """Code points the font can draw."""
    return frozenset(TTFont(path, lazy=True).getBestCmap())


# Text figures that rise and fall, as Georgia's; these fonts have them as a feature.
OLD_STYLE = re.compile(r"LinLibertine|EBGaramond|NotoSerif|texgyrepagella|FreeSerif|lmroman")


@functools.lru_cache(maxsize=1500)
def load(path: str, size: int, old_style: bool = False) -> ImageFont.FreeTypeFont:
    """The font at a size in pixels; the layout that knows features is slower."""
    layout = ImageFont.Layout.RAQM if old_style else ImageFont.Layout.BASIC
    return ImageFont.truetype(path, size, layout_engine=layout)


def pick(rng: Random, text: str) -> str:
    """A random font that has every glyph of the text."""
    paths, weights = catalogue()
    codes = {ord(char) for char in text}
    for _ in range(50):
        path = rng.choices(paths, weights)[0]
        if codes <= glyphs(path):
            return path
    return next(path for path in paths if "DejaVuSans.ttf" in path)
