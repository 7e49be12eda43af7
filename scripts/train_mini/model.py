"""The recogniser: a small convolutional CTC network written as matrix products.

Patches and neighbours are concatenated and multiplied, because that is what a
CPU does fastest, in training (bf16) as in reading (f32, int8).
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from alphabet import ALPHABET, CLASSES
from ink import HEIGHT, STRIDE

WIDTH = 208  # features of a time step
DILATIONS = (1, 2, 4, 1, 8)
FINE, COARSE = 32, 48  # features of the stem at HEIGHT/2 and HEIGHT/4 rows


def neighbours(x: Tensor, step: int, axis: int) -> Tensor:
    """x[t - step], x[t], x[t + step] along ``axis``, concatenated on the last one."""
    length = x.shape[axis]
    pad = [0, 0] * (x.ndim - 1 - axis) + [step, step]
    wide = F.pad(x, pad)
    return torch.cat([wide.narrow(axis, at, length) for at in (0, step, 2 * step)], -1)


class Block(nn.Module):
    """Residual: a dilated convolution of three steps, then a product."""

    def __init__(self, width: int, dilation: int):
        super().__init__()
        self.dilation = dilation
        self.norm = nn.LayerNorm(width)
        self.mix = nn.Linear(3 * width, width)
        self.out = nn.Linear(width, width)
        nn.init.normal_(self.out.weight, 0, 0.02)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.out(F.relu(self.mix(neighbours(self.norm(x), self.dilation, 1))))


class Recogniser(nn.Module):
    """ink [batch, 1, HEIGHT, width] in 0..1 -> logits [batch, width / STRIDE, CLASSES]."""

    def __init__(self):
        super().__init__()
        self.fine = nn.Linear(16, FINE)
        self.coarse = nn.Linear(2 * FINE * 3, COARSE)
        self.project = nn.Linear(COARSE * HEIGHT // 4, WIDTH)
        self.blocks = nn.ModuleList(Block(WIDTH, dilation) for dilation in DILATIONS)
        self.norm = nn.LayerNorm(WIDTH)
        self.head = nn.Linear(WIDTH, CLASSES)

    def forward(self, ink: Tensor) -> Tensor:
        batch, _, _, width = ink.shape
        steps = width // STRIDE
        # 4 x 4 patches every 2 pixels, from cells of 2 x 2
        x = F.pad(ink[:, 0], (1, 1, 1, 1))
        x = x.reshape(batch, HEIGHT // 2 + 1, 2, steps + 1, 2).permute(0, 1, 3, 2, 4)
        x = x.reshape(batch, HEIGHT // 2 + 1, steps + 1, 4)
        x = torch.cat([x[:, :-1, :-1], x[:, :-1, 1:], x[:, 1:, :-1], x[:, 1:, 1:]], -1)
        x = F.relu(self.fine(x))
        # pairs of rows, three columns
        x = x.reshape(batch, HEIGHT // 4, 2, steps, FINE).permute(0, 1, 3, 2, 4)
        x = x.reshape(batch, HEIGHT // 4, steps, 2 * FINE)
        x = F.relu(self.coarse(neighbours(x, 1, 2)))
        x = self.project(x.permute(0, 2, 1, 3).reshape(batch, steps, COARSE * HEIGHT // 4))
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


def greedy(scores) -> list[str]:
    """Best class a step, repeats merged, blanks dropped; scores [batch, time, classes]."""
    texts = []
    for classes in scores.argmax(-1).tolist():
        text, last = "", 0
        for index in classes:
            if index and index != last:
                text += ALPHABET[index - 1]
            last = index
        texts.append(text.strip())
    return texts
