"""Write the monthly shopping list of spare parts.

Usage: parts_order.py STOCK.csv

STOCK.csv has the columns `part`, `on_shelf`, `used_last_90_days`, `pack_size` and `supplier_days`.
A part goes on the list when what is on the shelf would not last until a delivery plus two quiet weeks.
"""

from __future__ import annotations

import csv
import math
import sys
from pathlib import Path

RESERVE_DAYS = 14
COVER_DAYS = 45


def packs_needed(on_shelf: int, used_last_90_days: int, pack_size: int, supplier_days: int) -> int:
    """Whole packs to buy, or 0. A part that nobody used in ninety days is never ordered again by itself."""
    per_day = used_last_90_days / 90
    if per_day == 0:
        return 0
    if on_shelf / per_day >= supplier_days + RESERVE_DAYS:
        return 0
    wanted = per_day * (supplier_days + COVER_DAYS) - on_shelf
    return max(1, math.ceil(wanted / pack_size))


def main(path: str) -> None:
    with Path(path).open(encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle):
            numbers = (int(row[k]) for k in ("on_shelf", "used_last_90_days", "pack_size", "supplier_days"))
            if packs := packs_needed(*numbers):
                print(f"{packs:3d} x {row['part']}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
