"""Estimate how long a repair will take, from the jobs the workshop has finished.

Usage: estimate.py HISTORY.csv JOB [JOB ...]

HISTORY.csv has the columns `date`, `job` and `minutes`, one line a finished job.
Prints a span in minutes for all the named jobs done one after the other.
"""

from __future__ import annotations

import csv
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

MIN_SAMPLES = 5
LONGEST_BELIEVABLE = 480  # a whole day; above that somebody forgot to stop the clock
SETUP_SHARE = 0.15  # saved on every job after the first: the bicycle is on the stand already


@dataclass(frozen=True)
class Span:
    """Likely minutes: the quarter point, the median and the three-quarter point."""

    low: float
    middle: float
    high: float

    def scaled(self, factor: float) -> Span:
        return Span(self.low * factor, self.middle * factor, self.high * factor)

    def __add__(self, other: Span) -> Span:
        return Span(self.low + other.low, self.middle + other.middle, self.high + other.high)


def read_history(path: Path) -> dict[str, list[float]]:
    """Minutes by kind of job. Lines without a usable number are skipped and counted on stderr."""
    minutes: dict[str, list[float]] = {}
    skipped = 0
    with path.open(encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle):
            try:
                spent = float(row["minutes"])
            except (TypeError, ValueError):
                skipped += 1
                continue
            if not 0 < spent <= LONGEST_BELIEVABLE:
                skipped += 1
                continue
            minutes.setdefault(row["job"].strip().lower(), []).append(spent)
    if skipped:
        print(f"{skipped} lines of {path.name} were left out", file=sys.stderr)
    return minutes


def span_of(samples: list[float]) -> Span | None:
    """Quartiles, or None where fewer than MIN_SAMPLES jobs are known: a guess would be taken for a promise."""
    if len(samples) < MIN_SAMPLES:
        return None
    low, middle, high = statistics.quantiles(samples, n=4, method="inclusive")
    return Span(low, middle, high)


def estimate(history: dict[str, list[float]], jobs: list[str]) -> Span | None:
    """Sum over the jobs, longest first at full length, the others shortened by SETUP_SHARE."""
    spans = [span_of(history.get(job, [])) for job in jobs]
    known = [span for span in spans if span is not None]
    if not known or len(known) < len(spans):
        return None
    known.sort(key=lambda span: span.middle, reverse=True)
    total = known[0]
    for span in known[1:]:
        total = total + span.scaled(1 - SETUP_SHARE)
    return total


def main(argv: list[str]) -> int:
    if len(argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    span = estimate(read_history(Path(argv[1])), [job.lower() for job in argv[2:]])
    if span is None:
        print("Too few finished jobs of this kind to say.")
        return 1
    print(f"{span.low:.0f} to {span.high:.0f} minutes, most likely about {span.middle:.0f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv))
