"""Text in columns for a terminal: widths in cells (a Chinese character takes two), folding, and a fair share of the width."""

from __future__ import annotations

from rich.cells import cell_len, chop_cells

GAP = "  "

BOLD, DIM, WARN = "1", "2", "33"


def paint(text: str, code: str, color: bool) -> str:
    """Return `text` in an ANSI style, or as it is without colour."""
    return f"\x1b[{code}m{text}\x1b[0m" if color and text else text


def fold(text: str, width: int) -> list[str]:
    """Cut `text` into lines of at most `width` cells, at a space where one is near the end."""
    if cell_len(text) <= width:
        return [text]
    lines: list[str] = []
    rest = text
    while cell_len(rest) > width:
        piece = chop_cells(rest, width)[0] or rest[0]
        space = piece.rfind(" ")
        if space > len(piece) // 2:
            piece = piece[: space + 1]
        lines.append(piece.rstrip())
        rest = rest[len(piece) :].lstrip()
    return [*lines, rest] if rest else lines


def pad(text: str, width: int, right: bool) -> str:
    """Fill `text` with spaces to `width` cells."""
    space = " " * (width - cell_len(text))
    return space + text if right else text + space


def share(natural: list[int], least: list[int], room: int) -> list[int]:
    """Shrink the widest columns, never below their least, until all fit into `room` with gaps between (or cannot)."""
    widths = list(natural)
    excess = sum(widths) + len(GAP) * (len(widths) - 1) - room
    while excess > 0:
        loose = [i for i, w in enumerate(widths) if w > least[i]]
        if not loose:
            break
        widest = max(loose, key=lambda i: widths[i])
        widths[widest] -= 1
        excess -= 1
    return widths


def fits(least: list[int], room: int) -> bool:
    """True if columns of these widths and the gaps between them fit into `room`."""
    return sum(least) + len(GAP) * (len(least) - 1) <= room


def row(cells: list[list[str]], widths: list[int], right: list[bool], styles: list[str], color: bool) -> list[str]:
    """Lay out one row; each cell is a list of lines, folded where they are too wide."""
    folded = [[piece for line in cell for piece in fold(line, w)] for cell, w in zip(cells, widths, strict=True)]
    lines = []
    for i in range(max(map(len, folded))):
        parts = []
        for cell, width, align, style in zip(folded, widths, right, styles, strict=True):
            text = cell[i] if i < len(cell) else ""
            parts.append(paint(pad(text, width, align), style, color and bool(style) and bool(text)))
        lines.append(GAP.join(parts).rstrip())
    return lines
