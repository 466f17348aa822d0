"""Draw a chart of days with matplotlib.

Called by `bot.adapters.chart_worker`, in a process of its own. Guarantees: labels are shown as they stand
(no mathematics in them, no character that its font does not have), everything can be told without colour,
and what is drawn fits a phone.
"""

import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator
from PIL import Image

from bot.core.chart import Chart, Layer, Shade, Tick
from bot.core.escape import clip
from bot.core.timeline import Look

WIDTH, HEIGHT = 10.0, 6.8  #: inches
RESOLUTION: Final = 160  #: pixels an inch
FONT: Final = 20.0  #: points: on a phone the picture is shown at a quarter of its size

_LEFT, _RIGHT, _MARGIN = 0.075, 0.975, 0.03  # parts of the picture
_LINE = FONT * 1.45 / 72 / HEIGHT  # of text, as a part of the picture's height
_COLOURS: Final = 96
_MOST_FLAG_ROWS: Final = 2
_MOST_NUMBERED: Final = 16  # bars with their number written above them
_LONGEST_LABEL: Final = 28
_LONGEST_TICK: Final = 16


@dataclass(frozen=True, slots=True)
class _Style:
    """Colours; those of the layers are Okabe and Ito's, told apart by all who see colours differently."""

    page: str
    ink: str
    faint: str
    grid: str
    layers: tuple[str, ...]
    rest: str
    shades: dict[Shade, tuple[str, str]]  #: a band's colour and its hatching's


_STYLES: Final = {
    Look.DARK: _Style(
        page="#313338",
        ink="#f2f3f5",
        faint="#b5bac1",
        grid="#4a4d55",
        layers=("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442"),
        rest="#9aa0a8",
        shades={
            Shade.NO_ANSWER: ("#6e3d31", "#ff9d76"),
            Shade.NOT_ASKED: ("#44474e", "#8e939c"),
            Shade.NOT_KNOWN: ("#393c42", "#6d727b"),
        },
    ),
    Look.LIGHT: _Style(
        page="#ffffff",
        ink="#1e1f22",
        faint="#4e5058",
        grid="#dfe1e5",
        layers=("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9"),
        rest="#8a8f98",
        shades={
            Shade.NO_ANSWER: ("#fbe0d6", "#d55e00"),
            Shade.NOT_ASKED: ("#e6e7ea", "#9a9da5"),
            Shade.NOT_KNOWN: ("#f4f5f6", "#b9bcc2"),
        },
    ),
}
_LAYER_HATCHES: Final = ("", "//", "..", "xx", "--")
_REST_HATCH: Final = "\\\\"
_SHADE_HATCHES: Final = {Shade.NO_ANSWER: "\\\\", Shade.NOT_ASKED: "xx", Shade.NOT_KNOWN: ".."}


def draw(chart: Chart) -> bytes:
    """Return the picture as a PNG."""
    settings: dict[Any, Any] = {
        "text.parse_math": False,
        "text.usetex": False,
        "font.family": "DejaVu Sans",
        "font.size": FONT,
        "hatch.linewidth": 1.4,
    }
    with mpl.rc_context(settings):
        picture = _Picture(chart)
        return picture.draw()


class _Picture:
    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self._style = _STYLES[chart.look]
        self._figure = Figure(figsize=(WIDTH, HEIGHT), dpi=RESOLUTION, facecolor=self._style.page)
        self._canvas: Any = FigureCanvasAgg(self._figure)  # whose methods have no types

    def draw(self) -> bytes:
        keys = self._keys()
        bottom = _MARGIN + len(keys) * _LINE + 2.35 * _LINE
        rows = self._flag_rows()
        top = 1 - _MARGIN - 2.15 * _LINE - max((row for row in rows if row is not None), default=-1) * _LINE
        top -= 1.1 * _LINE if rows else 0.3 * _LINE
        axes = self._figure.add_axes((_LEFT, bottom, _RIGHT - _LEFT, top - bottom))
        self._set_up(axes)
        self._draw_bands(axes)
        self._draw_bars(axes)
        self._draw_flags(axes, rows)
        self._draw_ticks(axes)
        self._draw_heading()
        self._draw_keys(keys)
        return self._png()

    def _png(self) -> bytes:
        self._canvas.draw()
        size = self._canvas.get_width_height()
        whole = Image.frombuffer("RGBA", size, self._canvas.buffer_rgba(), "raw", "RGBA", 0, 1).convert("RGB")
        out = io.BytesIO()
        # A palette is enough, and a third of the bytes on a phone's connection.
        whole.quantize(_COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        return out.getvalue()

    # --- axes and what stands on them

    def _set_up(self, axes: Axes) -> None:
        style, chart = self._style, self._chart
        most = max(
            (sum(counts) for counts in zip(*(one.counts for one in chart.layers), strict=True)), default=0
        )
        axes.set_xlim(0, chart.days)
        axes.set_ylim(0, max(most, 2) * 1.15)
        axes.set_facecolor("none")
        for side in ("top", "left", "right"):
            axes.spines[side].set_visible(False)
        axes.spines["bottom"].set(color=style.faint, linewidth=1.5)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
        axes.tick_params(axis="y", length=0, colors=style.faint, labelsize=FONT * 0.9)
        axes.tick_params(axis="x", length=0, labelbottom=False)
        axes.grid(axis="y", color=style.grid, linewidth=1.2)
        axes.set_axisbelow(True)
        axes.set_xticks([])

    def _draw_bands(self, axes: Axes) -> None:
        least = self._chart.days / 400  # a short one is seen too
        for band in self._chart.bands:
            colour, line = self._style.shades[band.shade]
            axes.axvspan(
                band.start,
                max(band.end, min(band.start + least, self._chart.days)),
                facecolor=colour,
                edgecolor=line,
                hatch=_SHADE_HATCHES[band.shade],
                linewidth=1,
                zorder=0.4,
            )

    def _draw_bars(self, axes: Axes) -> None:
        chart = self._chart
        bars = len(chart.layers[0].counts) if chart.layers else 0
        widths = [min(chart.step, chart.days - place * chart.step) for place in range(bars)]
        middles = [place * chart.step + width / 2 for place, width in enumerate(widths)]
        share = min(0.72 if bars <= 31 else 0.86, max(bars, 1) / 8)  # of few bars none fills the picture
        floor = [0] * bars
        for place, layer in enumerate(chart.layers):
            axes.bar(
                middles,
                layer.counts,
                [width * share for width in widths],
                bottom=floor,
                zorder=2,
                **self._paint(place, layer, is_fine=bars > 31),
            )
            floor = [low + count for low, count in zip(floor, layer.counts, strict=True)]
        if 0 < bars <= _MOST_NUMBERED:
            for middle, total in zip(middles, floor, strict=True):
                if total:
                    axes.annotate(
                        str(total),
                        (middle, total),
                        (0, 4),
                        textcoords="offset points",
                        ha="center",
                        color=self._style.ink,
                        fontsize=FONT * 0.9,
                        path_effects=[withStroke(linewidth=5, foreground=self._style.page)],
                        zorder=5,
                    )
        if not any(floor) and chart.empty:
            axes.text(
                0.5,
                0.5,
                _shown(chart.empty, 60),
                transform=axes.transAxes,
                ha="center",
                va="center",
                color=self._style.ink,
                bbox={"facecolor": self._style.page, "edgecolor": "none", "pad": 8},
                zorder=5,
            )

    def _paint(self, place: int, layer: Layer, *, is_fine: bool = False) -> dict[str, Any]:
        """Return colour and hatching; thin bars have finer lines."""
        style = self._style
        colour = style.rest if layer.is_rest else style.layers[place % len(style.layers)]
        hatch = _REST_HATCH if layer.is_rest else _LAYER_HATCHES[place % len(_LAYER_HATCHES)]
        if len(self._chart.layers) == 1:  # nothing to be told apart
            colour, hatch = style.layers[0], ""
        return {
            "facecolor": colour,
            "hatch": hatch * 2 if is_fine else hatch,
            "edgecolor": style.page,
            "linewidth": 0.6 if is_fine else 1.2,
        }

    def _flag_rows(self) -> list[int | None]:
        """Return for each flag the row its words stand in, from below; None: there is no room for them."""
        ends = [-1.0] * _MOST_FLAG_ROWS
        rows: list[int | None] = []
        for flag in self._chart.flags:
            start, end = self._flag_extent(flag.at, flag.label)
            row = next((place for place, taken in enumerate(ends) if taken < start), None)
            if row is not None:
                ends[row] = end
            rows.append(row)
        return rows

    def _flag_extent(self, at: float, label: str) -> tuple[float, float]:
        """Return from where to where a flag's words reach, as parts of the picture's width."""
        width = self._width_of(_shown(label, _LONGEST_LABEL), FONT * 0.9)
        pole = _LEFT + (_RIGHT - _LEFT) * at / self._chart.days
        start = min(pole, 1 - _MARGIN / 2 - width)
        return start, start + width + 0.02

    def _draw_flags(self, axes: Axes, rows: Sequence[int | None]) -> None:
        top = axes.get_position().y1
        for flag, row in zip(self._chart.flags, rows, strict=True):
            above = 0.012 + (row or 0) * _LINE
            height = (above + top - axes.get_position().y0) / (top - axes.get_position().y0)
            axes.plot(
                [flag.at] * 2,
                [0, height],
                color=self._style.ink,
                linewidth=2,
                linestyle=(0, (4, 2)),
                zorder=3,
                clip_on=False,
                transform=axes.get_xaxis_transform(),
            )
            if row is None:
                continue
            start, _ = self._flag_extent(flag.at, flag.label)
            self._figure.text(
                start,
                top + above,
                _shown(flag.label, _LONGEST_LABEL),
                color=self._style.ink,
                fontsize=FONT * 0.9,
                va="bottom",
                bbox={"facecolor": self._style.page, "edgecolor": "none", "pad": 1},
            )

    def _draw_ticks(self, axes: Axes) -> None:
        bottom = axes.get_position().y0
        for tick in self._chart.ticks:
            pole = _LEFT + (_RIGHT - _LEFT) * tick.at / self._chart.days
            axes.plot(
                [tick.at] * 2,
                [0, -0.02],
                color=self._style.faint,
                linewidth=1.5,
                clip_on=False,
                transform=axes.get_xaxis_transform(),
            )
            lines = ((tick.above, self._style.ink, "bold"), (tick.below, self._style.faint, "normal"))
            width = self._tick_width(tick)
            middle = min(max(pole, width / 2 + 0.01), 1 - 0.01 - width / 2)
            for place, (words, colour, weight) in enumerate(line for line in lines if line[0]):
                self._figure.text(
                    middle,
                    bottom - 0.022 - place * _LINE * 0.9,
                    _shown(words, _LONGEST_TICK),
                    color=colour,
                    fontweight=weight,
                    fontsize=FONT * 0.9,
                    ha="center",
                    va="top",
                )

    def _tick_width(self, tick: Tick) -> float:
        return max(
            self._width_of(_shown(words, _LONGEST_TICK), FONT * 0.9, "bold")
            for words in (tick.above, tick.below)
        )

    # --- words around the axes

    def _draw_heading(self) -> None:
        self._figure.text(
            _MARGIN,
            1 - _MARGIN,
            self._fitted(self._chart.title, FONT * 1.15, "bold"),
            color=self._style.ink,
            fontsize=FONT * 1.15,
            fontweight="bold",
            va="top",
        )
        self._figure.text(
            _MARGIN,
            1 - _MARGIN - 1.2 * _LINE,
            self._fitted(self._chart.subtitle, FONT * 0.9, "normal"),
            color=self._style.faint,
            fontsize=FONT * 0.9,
            va="top",
        )

    def _fitted(self, words: str, size: float, weight: str) -> str:
        """Clip words to the picture's width."""
        longest = 70
        while self._width_of(_shown(words, longest), size, weight) > 1 - 2 * _MARGIN and longest > 5:
            longest -= 3
        return _shown(words, longest)

    def _keys(self) -> list[list[tuple[str, dict[str, Any]]]]:
        """Return what colours and hatchings mean, in rows that fit the width."""
        keys = [
            (layer.label, self._paint(place, layer))
            for place, layer in enumerate(self._chart.layers)
            if layer.label and any(layer.counts)
        ]
        keys += [(label, self._shading(shade)) for shade, label in self._chart.shades]
        rows: list[list[tuple[str, dict[str, Any]]]] = []
        room = 0.0
        for label, paint in keys:
            width = self._key_width(label)
            if not rows or width > room:
                rows.append([])
                room = 1 - 2 * _MARGIN
            rows[-1].append((label, paint))
            room -= width
        return rows

    def _shading(self, shade: Shade) -> dict[str, Any]:
        colour, line = self._style.shades[shade]
        return {"facecolor": colour, "edgecolor": line, "hatch": _SHADE_HATCHES[shade], "linewidth": 1}

    def _key_width(self, label: str) -> float:
        return 0.055 + self._width_of(_shown(label, _LONGEST_LABEL), FONT * 0.9) + 0.03

    def _draw_keys(self, rows: Sequence[Sequence[tuple[str, dict[str, Any]]]]) -> None:
        for line, row in enumerate(reversed(rows)):
            left, base = _MARGIN, _MARGIN * 0.6 + line * _LINE
            for label, paint in row:
                self._figure.add_artist(
                    Rectangle((left, base), 0.042, _LINE * 0.66, transform=self._figure.transFigure, **paint)
                )
                self._figure.text(
                    left + 0.055,
                    base + _LINE * 0.33,
                    _shown(label, _LONGEST_LABEL),
                    color=self._style.ink,
                    fontsize=FONT * 0.9,
                    va="center_baseline",
                )
                left += self._key_width(label)

    def _width_of(self, words: str, size: float, weight: str = "normal") -> float:
        """Return how wide words are, as a part of the picture's width."""
        text = Text(0, 0, words, fontsize=size, fontweight=weight, figure=self._figure)
        extent = text.get_window_extent(self._canvas.get_renderer())
        return float(extent.width) / (WIDTH * RESOLUTION)


def _shown(words: str, longest: int) -> str:
    """Return words as this font can show them, on one line."""
    has = get_font(findfont("DejaVu Sans")).get_char_index
    return clip("".join(_kept(" ".join(words.split()), has)), longest)


def _kept(words: str, has: Any) -> Iterable[str]:
    for character in words:
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn"):
            continue
        yield character if has(ord(character)) else "\u25a1"
