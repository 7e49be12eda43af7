"""The recogniser's input, exactly as the reader computes it.

``models/mini/README.md`` states the same steps for whoever writes them in
another language; change both or neither.
"""

import numpy as np
from PIL import Image

HEIGHT = 24  # rows of the network's input
PAD = 4  # zero columns before the line, and at least as many after it
MULTIPLE = 8  # the padded width is a multiple of this
MIN_WIDTH, MAX_WIDTH = 8, 1600  # columns of the scaled line
STRIDE = 2  # input columns to one time step of the output
PERCENTILE = 98  # of the distances, becomes full ink


def scaled_width(height: int, width: int) -> int:
    """Columns of a ``height`` x ``width`` crop scaled to HEIGHT rows (half rounds up)."""
    return min(MAX_WIDTH, max(MIN_WIDTH, (2 * width * HEIGHT + height) // (2 * height)))


def ink(distance: np.ndarray) -> np.ndarray:
    """Distances to the background [rows, columns] -> ink, uint8 [HEIGHT, width].

    ``distance`` is the Euclidean RGB distance (0 to 441.7) to the local
    background, 0 where another component was masked.
    """
    rows, columns = distance.shape
    last = distance.size - 1
    at = PERCENTILE * last // 100
    full = max(float(np.partition(distance.ravel(), at)[at]), 1.0)
    grey = np.floor(np.minimum(distance / full, 1.0) * 255.0 + 0.5).astype(np.uint8)
    size = (scaled_width(rows, columns), HEIGHT)
    return np.asarray(Image.fromarray(grey).resize(size, Image.Resampling.BILINEAR))


def padded_width(width: int) -> int:
    """Columns of the network's input for a scaled line of ``width`` columns."""
    return -(-(width + 2 * PAD) // MULTIPLE) * MULTIPLE


def batch(lines: list[np.ndarray]) -> np.ndarray:
    """Lines of ink -> uint8 [lines, 1, HEIGHT, width], zero padded."""
    width = padded_width(max(line.shape[1] for line in lines))
    out = np.zeros((len(lines), 1, HEIGHT, width), np.uint8)
    for row, line in zip(out, lines, strict=True):
        row[0, :, PAD : PAD + line.shape[1]] = line
    return out
