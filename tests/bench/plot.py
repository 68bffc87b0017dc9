# SPDX-License-Identifier: BSD-2-Clause
"""Draw the ratios of a run as SVG: a bar a figure, on a logarithmic scale."""
import math

ROW, LEFT, WIDTH, TOP = 26, 250, 520, 64
PER_DECADE = WIDTH / 3


def bar(index, row):
    """One figure: its name, the bar, and both values."""
    y = TOP + index * ROW
    length = max(2, math.log10(max(row["ratio"], 1.01)) * PER_DECADE)
    length = min(length, WIDTH)
    better = "#2a7f62" if row["ratio"] >= 1 else "#b0413e"
    return (
        f'<text x="{LEFT - 10}" y="{y + 15}" text-anchor="end">'
        f'{row["name"]}</text>'
        f'<rect x="{LEFT}" y="{y + 3}" width="{length:.0f}" height="16" '
        f'fill="{better}"/>'
        f'<text x="{LEFT + length + 6:.0f}" y="{y + 15}">'
        f'{row["ratio"]:.1f}x <tspan fill="#777">'
        f'({row["value"]:,} to {row["linux"]:,} {row["unit"]})'
        f'</tspan></text>')


def scale(rows):
    """A line at 1, 10, 100 and 1000 times."""
    height = TOP + len(rows) * ROW
    for power in range(4):
        x = LEFT + power * PER_DECADE
        yield (f'<line x1="{x:.0f}" y1="{TOP - 8}" x2="{x:.0f}" '
               f'y2="{height}" stroke="#ccc"/>'
               f'<text x="{x:.0f}" y="{TOP - 14}" text-anchor="middle" '
               f'fill="#777">{10 ** power}x</text>')


def svg(rows, release):
    """The whole picture, of the rows that have a ratio."""
    rows = [row for row in rows if "ratio" in row]
    height = TOP + len(rows) * ROW + 16
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="1060" '
        f'height="{height}" font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
        '<text x="16" y="24" font-size="15">How many times less work than '
        f'Linux {release}: guest instructions and bytes, one run</text>',
        *scale(rows), *(bar(i, row) for i, row in enumerate(rows)), "</svg>"]
    return "\n".join(parts) + "\n"
