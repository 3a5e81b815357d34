"""Rulings -> table cells, by pdfplumber's own steps (edges, intersections, cells, tables), fed with either engine's edges."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from jqreport.model import Cell
from jqreport.read.pdf.page import Edge, Run

_SNAP = 3.0  # points; pdfplumber's default for snapping, joining and meeting
_MOST = 2_000  # edges, and twice as many meetings: pdfplumber's search for cells grows with their square
Rect = tuple[float, float, float, float]  # x0, top, x1, bottom


@dataclass(frozen=True, slots=True)
class Grid:
    """A table found on a page: its box, and each cell's box with its row and column, 1-based, by the sides cells share."""

    box: Rect
    cells: tuple[tuple[Rect, int, int], ...]
    columns: tuple[float, ...]


class TooManyEdges(Exception):
    """The page has more rulings than a table has."""


def find_grids(edges: Sequence[Edge]) -> list[Grid]:
    """Return the tables that the rulings draw: at least two cells, and more than a single row or column of frames.

    Raises TooManyEdges on a page that is a drawing.
    """
    edges = [e for e in edges if max(e[3] - e[1], e[4] - e[2]) >= _SNAP]
    if sum(e[0] == "h" for e in edges) < 2 or sum(e[0] == "v" for e in edges) < 2:
        return []
    from pdfplumber import table

    items: list[Any] = [_item(edge) for edge in edges]
    merged = table.merge_edges(items, _SNAP, _SNAP, _SNAP, _SNAP)
    merged = [e for e in merged if max(e["x1"] - e["x0"], e["bottom"] - e["top"]) >= _SNAP]
    if len(merged) > _MOST:
        raise TooManyEdges
    meetings = table.edges_to_intersections(merged, _SNAP, _SNAP)
    if len(meetings) > 2 * _MOST:
        raise TooManyEdges
    groups = table.cells_to_tables(table.intersections_to_cells(meetings))
    grids = [_grid([(float(a), float(b), float(c), float(d)) for a, b, c, d in group]) for group in groups]
    return sorted((g for g in grids if len(g.cells) > 1), key=lambda g: (g.box[1], g.box[0]))


def _item(edge: Edge) -> dict[str, Any]:
    kind, x0, top, x1, bottom = edge
    return {
        "orientation": kind,
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
        "object_type": "line",
    }


def _grid(cells: list[Rect]) -> Grid:
    rows, columns = _levels(c[1] for c in cells), _levels(c[0] for c in cells)
    placed = sorted(
        ((cell, bisect_right(rows, cell[1] + 1), bisect_right(columns, cell[0] + 1)) for cell in cells),
        key=lambda item: item[1:],
    )
    box = (min(c[0] for c in cells), min(c[1] for c in cells), max(c[2] for c in cells), max(c[3] for c in cells))
    return Grid(box, tuple(placed), tuple(columns))


def _levels(values: Iterable[float]) -> list[float]:
    levels: list[float] = []
    for value in sorted(values):
        if not levels or value - levels[-1] > _SNAP:
            levels.append(value)
    return levels


class Tables:
    """The tables of a document so far: numbers them, and knows where one goes on over a page break."""

    def __init__(self) -> None:
        self.count = self.rows = 0  # tables so far, and rows of the last
        self.last: Grid | None = None  # the last table, where nothing stands below it
        self.cells: dict[int, Cell] = {}  # by id of the run

    def is_table(self, grid: Grid, runs: Sequence[Run]) -> bool:
        """At least three cells with text in at least two rows and two columns, or the rest of the table before."""
        if self.last is not None and _goes_on(self.last, grid):
            return len(runs) > 1
        places = [grid.cells[run.cell or 0][1:] for run in runs]
        return len(runs) > 2 and len({row for row, _ in places}) > 1 and len({column for _, column in places}) > 1

    def add(self, grid: Grid, runs: Sequence[Run], prose: Sequence[Run]) -> list[Run]:
        """Give each cell its place and return them in order; a table that goes on keeps its number and its rows count on."""
        above = self.last if self.last is not None and _goes_on(self.last, grid) else None
        if any(run.bottom < grid.box[1] and len(run.text) > 30 for run in prose):
            above = None
        if above is None:
            self.count += 1
            self.rows = 0
        columns = (above or grid).columns
        cells = [grid.cells[run.cell or 0] for run in runs]
        placed = sorted(
            ((row, bisect_right(columns, box[0] + _SNAP), run) for (box, row, _), run in zip(cells, runs, strict=True)),
            key=lambda item: item[:2],
        )
        rows: list[list[tuple[int, str]]] = [[] for _ in range(placed[-1][0])]
        for row, column, run in placed:
            rows[row - 1].append((column, run.text))
        head = heads(rows, above is not None)
        for row, column, run in placed:
            self.cells[id(run)] = Cell(self.count, self.rows + row, column, head[row - 1])
        self.rows += len(rows)
        self.last = above or grid
        return [run for _, _, run in placed]


def _goes_on(above: Grid, grid: Grid) -> bool:
    """Whether a grid has the sides and columns of the one above, or some of its columns."""
    if abs(above.box[0] - grid.box[0]) > _SNAP or abs(above.box[2] - grid.box[2]) > _SNAP:
        return False
    return all(any(abs(a - b) <= _SNAP for a in above.columns) for b in grid.columns)


def heads(rows: Sequence[Sequence[tuple[int, str]]], continued: bool = False) -> list[bool]:
    """Tell for each row of a table, given column and text of its cells, whether it is head.

    The rows before the first that holds a plain number are; a row of years is no number. A table without numbers has one head
    row, one that begins with numbers has none. Lower down, a row of words over a row of numbers is head again where its first
    column is empty, or where a single cell stands above it (第二十条 第（五）项), and that cell too.
    """
    numeric = [_numeric([text for _, text in row]) for row in rows]
    if not any(numeric):
        return [i == 0 and len(rows) > 1 and not continued for i in range(len(rows))]
    head = [False] * len(rows)
    first = numeric.index(True)
    if not continued:
        head[:first] = [True] * first
    for i, row in enumerate(rows[:-1]):
        if len(row) < 2 or numeric[i] or not numeric[i + 1] or head[i]:
            continue
        if row[0][0] > 1 or (i == 0 and continued):
            head[i] = True
        elif i and len(rows[i - 1]) == 1:
            head[i - 1] = head[i] = True
    return head


def _numeric(row: Sequence[str]) -> bool:
    numbers = [text for text in row if _number(text)]
    return bool(numbers) and not all(_year(text) for text in numbers)


def _number(text: str) -> bool:
    bare = text.strip(" \u3000%％-－—+＋±,，.．/")
    return bool(bare) and all(c in "0123456789０１２３４５６７８９.,，． %％/" for c in bare)


def _year(text: str) -> bool:
    return len(text) == 4 and text.isdecimal() and "1949" <= text <= "2099"
