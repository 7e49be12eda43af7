"""Trains the recogniser on lines that it draws itself.

    python scripts/train_mini/train.py --run run/mini --lines 425000 --cooldown 0.28

One process of one thread each (``--processes``); gradients are averaged after
every step. A run that was stopped goes on from its last checkpoint when the
same command is given again. ``--resume models/mini/recogniser.safetensors``
starts a new run from finished weights.
"""

import argparse
import csv
import os
import sys
import time
from pathlib import Path
from random import Random

os.environ.setdefault("OMP_NUM_THREADS", "1")

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
import torch.nn.functional as F
from safetensors.torch import load_file

import ink
from alphabet import CLASS_OF
from lines import Line, sample
from model import Recogniser, greedy

BATCH = 32  # lines a step and process
CHUNK = 32  # steps between two drawings of lines; checkpoints fall between chunks
WARM_UP = 300  # steps
EMA = 0.999  # decay of the averaged weights, those that are judged and exported
VALIDATION = 2048  # lines, the same ones always
SCORE_EVERY = 20_000  # lines
# Products in bf16 are twice as fast where the processor has them, and ten times slower elsewhere.
BF16 = torch.cpu._is_avx512_bf16_supported()


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, default=Path("run/mini"), help="folder of checkpoint and curve")
    parser.add_argument("--lines", type=int, default=425_000, help="lines to train on, in all")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=2e-3, help="peak learning rate")
    parser.add_argument(
        "--cooldown", type=float, default=0.5, help="last share of the lines, over which the rate falls to 0"
    )
    parser.add_argument("--resume", type=Path, help="weights (.safetensors) to start a new run from")
    return parser.parse_args()


def targets(lines: list[Line]) -> tuple[torch.Tensor, torch.Tensor]:
    """Classes of all labels in a row, and the length of each."""
    classes = [CLASS_OF[char] for line in lines for char in line.label]
    return torch.tensor(classes), torch.tensor([len(line.label) for line in lines])


def inputs(lines: list[Line]) -> torch.Tensor:
    """Padded ink of a batch, 0..1."""
    return torch.from_numpy(ink.batch([line.ink for line in lines])).float() / 255


def by_width(lines: list[Line], size: int) -> list[list[Line]]:
    """Batches of lines of about the same width, narrow ones first."""
    lines = sorted(lines, key=lambda line: line.ink.shape[1])
    return [lines[at : at + size] for at in range(0, len(lines), size)]


def draw(seed: str, count: int) -> list[Line]:
    """The lines of a seed, the same ones every time."""
    rng = Random(seed)
    return [sample(rng) for _ in range(count)]


@torch.no_grad()
def score(model: Recogniser, batches: list[list[Line]]) -> float:
    """Share of lines read exactly."""
    right = total = 0
    for lines in batches:
        with torch.autocast("cpu", torch.bfloat16, enabled=BF16):
            scores = model(inputs(lines))
        right += sum(text == line.label for text, line in zip(greedy(scores), lines, strict=True))
        total += len(lines)
    return right / total


def resume(model: Recogniser, path: Path) -> None:
    """Finished weights; characters that the alphabet has gained since start unlikely."""
    state = {name: value.float() for name, value in load_file(path).items()}
    known = len(state["head.bias"])
    for name, fresh in (("head.weight", model.head.weight.detach() * 0.1), ("head.bias", model.head.bias.detach())):
        grown = fresh.clone() if name == "head.weight" else torch.full_like(fresh, float(state[name].min()))
        grown[:known] = state[name]
        state[name] = grown
    model.load_state_dict(state)


class Run:
    """State of a training run: weights, their average, optimiser, lines seen."""

    def __init__(self, args: argparse.Namespace):
        self.path = args.run / "checkpoint.pt"
        torch.manual_seed(args.seed)
        self.model, self.average = Recogniser(), Recogniser().requires_grad_(False)
        self.chunk, self.step, self.seconds = 0, 0, 0.0
        if args.resume:
            resume(self.model, args.resume)
        self.average.load_state_dict(self.model.state_dict())
        decayed = [p for p in self.model.parameters() if p.ndim > 1]
        plain = [p for p in self.model.parameters() if p.ndim == 1]
        groups = [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
        self.optimiser = torch.optim.AdamW(groups, lr=args.rate, betas=(0.9, 0.98), fused=True)
        if self.path.exists():
            state = torch.load(self.path, weights_only=True)
            self.model.load_state_dict(state["model"])
            self.average.load_state_dict(state["average"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.chunk, self.step, self.seconds = state["chunk"], state["step"], state["seconds"]

    def save(self) -> None:
        """Write the checkpoint, then put it in the place of the last one."""
        state = {
            "model": self.model.state_dict(), "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "chunk": self.chunk, "step": self.step, "seconds": self.seconds,
        }  # fmt: skip
        part = self.path.with_suffix(".part")
        torch.save(state, part)
        part.replace(self.path)

    def advance(self, lines: list[Line], rate: float, processes: int) -> float:
        """One step; returns the loss a character."""
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        with torch.autocast("cpu", torch.bfloat16, enabled=BF16):
            scores = self.model(inputs(lines))
        log_probs = scores.float().log_softmax(-1).transpose(0, 1)
        classes, lengths = targets(lines)
        times = torch.full((len(lines),), log_probs.shape[0])
        loss = F.ctc_loss(log_probs, classes, times, lengths, reduction="sum", zero_infinity=True)
        loss = loss / max(1, len(classes))
        self.optimiser.zero_grad()
        loss.backward()
        weights = list(self.model.parameters())
        if processes > 1:
            flat = torch.cat([p.grad.view(-1) for p in weights])
            dist.all_reduce(flat)
            flat /= processes
            for p, grad in zip(weights, flat.split([p.numel() for p in weights]), strict=True):
                p.grad.copy_(grad.view_as(p))
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        self.optimiser.step()
        decay = min(EMA, (self.step + 1) / (self.step + 20))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.average.parameters()), weights, 1 - decay)
        self.step += 1
        return loss.item()


def rate_at(args: argparse.Namespace, step: int, last: int) -> float:
    """Warm up, hold, fall linearly to nothing."""
    left = (last - step) / last
    return args.rate * min(1.0, (step + 1) / WARM_UP, max(0.01, left / args.cooldown))


def work(rank: int, args: argparse.Namespace) -> None:
    """Train; process 0 also judges, saves and reports."""
    torch.set_num_threads(1)
    if args.processes > 1:
        os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29617")
        dist.init_process_group("gloo", rank=rank, world_size=args.processes)
    args.run.mkdir(parents=True, exist_ok=True)
    run = Run(args)
    validation = by_width(draw("validation", VALIDATION), 64) if rank == 0 else []
    per_step = BATCH * args.processes
    last = args.lines // per_step
    scored, losses, began = run.step * per_step // SCORE_EVERY, [], time.monotonic() - run.seconds
    while run.step < last:
        # Every process orders its batches alike, so that none waits for long.
        batches = by_width(draw(f"{args.seed}/{rank}/{run.chunk}", BATCH * CHUNK), BATCH)
        Random(f"{args.seed}/{run.chunk}").shuffle(batches)
        for lines in batches:
            losses.append(run.advance(lines, rate_at(args, run.step, last), args.processes))
        run.chunk += 1
        run.seconds = time.monotonic() - began
        seen = run.step * per_step
        if rank == 0 and (seen // SCORE_EVERY > scored or run.step >= last):
            scored = seen // SCORE_EVERY
            row = [seen, f"{run.seconds / 3600:.3f}", f"{sum(losses) / len(losses):.4f}",
                   f"{rate_at(args, run.step, last):.6f}", f"{score(run.average, validation):.4f}"]  # fmt: skip
            losses = []
            print(*row, sep="\t", flush=True)
            with (args.run / "curve.csv").open("a", newline="") as file:
                csv.writer(file).writerow(row)
            run.save()


def main() -> None:
    args = parse()
    print("lines\thours\tloss a character\trate\texact lines", flush=True)
    if args.processes > 1:
        mp.spawn(work, (args,), args.processes)
    else:
        work(0, args)


if __name__ == "__main__":
    sys.exit(main())
