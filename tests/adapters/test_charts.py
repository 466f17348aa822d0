"""Pictures, drawn for real and looked at pixel by pixel; and the process that draws them."""

import asyncio
import io
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from bot.adapters.chart_wire import decode_chart, encode_chart
from bot.adapters.charts import ProcessCharts
from bot.adapters.confinement import bare_environment
from bot.adapters.drawing import draw
from bot.core.chart import Band, Chart, Flag, Layer, Shade, Tick
from bot.core.errors import DrawError
from bot.core.timeline import Look

CHART = Chart(
    look=Look.DARK,
    title="Stage strike",
    subtitle="Statements a day of Lanternlight Performers Guild",
    days=14,
    step=1,
    layers=(
        Layer("talks", (1, 2, 0, 0, 3, 0, 1, 0, 0, 0, 2, 0, 0, 1)),
        Layer("other", (0, 1, 0, 2, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0), is_rest=True),
    ),
    bands=(Band(2, 2.01, Shade.NO_ANSWER), Band(8, 10, Shade.NOT_ASKED), Band(0, 0.5, Shade.NOT_KNOWN)),
    shades=(
        (Shade.NO_ANSWER, "no source answered"),
        (Shade.NOT_ASKED, "the bot did not ask"),
        (Shade.NOT_KNOWN, "not recorded"),
    ),
    flags=(
        Flag(0, "Strike begins"),
        Flag(12, "Paused"),
        Flag(12.5, "Resumed"),
        Flag(13, "Tentative agreement"),
    ),
    ticks=(Tick(0.5, "Day 1", "2 Mar"), Tick(13.5, "Day 14", "15 Mar")),
)
EMPTY = replace(
    CHART, layers=(Layer("", (0,) * 14, is_rest=True),), bands=(), shades=(), empty="No statement"
)
HOSTILE = "$\\frac{1}{0}$ ${x}$ \\alpha_{^} \x1b[31m\u202e \ud83d 漢字 🪧\u200d " + "W" * 300


def colours(png: bytes) -> dict[tuple[int, ...], int]:
    """Return how many pixels have each colour."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    found = picture.getcolors(picture.width * picture.height)
    assert found is not None
    return {colour: number for number, colour in found if isinstance(colour, tuple)}


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour))


def near(found: dict[tuple[int, ...], int], colour: str) -> int:
    """Return how many pixels look like this colour; the palette may be a little off."""
    wanted = rgb(colour)
    return sum(
        number
        for one, number in found.items()
        if max(abs(a - b) for a, b in zip(one, wanted, strict=True)) <= 12
    )


async def test_a_picture_is_drawn_on_either_background() -> None:
    async with ProcessCharts() as charts:
        dark = colours(await charts.draw(CHART))
        light = colours(await charts.draw(replace(CHART, look=Look.LIGHT)))
    assert near(dark, "313338") > sum(dark.values()) / 2
    assert near(light, "ffffff") > sum(light.values()) / 2
    assert near(dark, "56b4e9") > 10_000  # talks
    assert near(light, "0072b2") > 10_000
    assert sum(dark.values()) == 1600 * 1088


def test_a_short_spell_is_seen_too() -> None:
    plain = near(colours(draw(EMPTY)), "d55e00")
    spell = (Band(2, 2.0001, Shade.NO_ANSWER),)
    seen = near(colours(draw(replace(EMPTY, bands=spell, look=Look.LIGHT))), "d55e00")
    assert plain == 0
    assert seen > 50


def test_hostile_labels_are_only_shown() -> None:
    layers = (replace(CHART.layers[0], label=HOSTILE), CHART.layers[1])
    hostile = replace(
        CHART,
        title=HOSTILE,
        subtitle=HOSTILE,
        layers=layers,
        shades=((Shade.NO_ANSWER, HOSTILE),),
        flags=(Flag(3, HOSTILE),),
        ticks=(Tick(3.5, HOSTILE, HOSTILE),),
    )
    assert len(draw(hostile)) > 10_000
    assert len(draw(replace(EMPTY, empty=HOSTILE))) > 5_000


@pytest.mark.parametrize(
    "chart",
    [
        replace(CHART, days=1, layers=(Layer("", (3,)),), bands=(), flags=(), ticks=()),
        replace(CHART, days=118, step=7, layers=(Layer("talks", (1,) * 17), Layer("votes", (2,) * 17))),
        replace(
            CHART, days=60, layers=tuple(Layer(name, (900,) * 60) for name in "abcdef"), flags=CHART.flags * 5
        ),
    ],
    ids=["one day", "weeks", "much"],
)
def test_every_shape_of_strike_can_be_drawn(chart: Chart) -> None:
    found = colours(draw(chart))
    assert near(found, "56b4e9") > 5_000


def test_the_same_picture_is_drawn_the_same() -> None:
    assert draw(EMPTY) == draw(EMPTY)


# --- the process ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ({"cpu_seconds": 0.05}, "A picture took more than 0.05 s of CPU."),
        ({"memory": 2**26}, "A picture took too much memory."),
        ({"wall_seconds": 0.05}, "A picture took longer than 0.05 s."),
    ],
)
async def test_what_takes_too_much_is_ended(limits: dict[str, float], reason: str) -> None:
    async with ProcessCharts(**limits) as charts:  # type: ignore[arg-type]
        with pytest.raises(DrawError, match=f"^{reason}"):
            await charts.draw(CHART)


async def test_a_chart_that_makes_no_sense_is_an_error() -> None:
    async with ProcessCharts() as charts:
        with pytest.raises(DrawError, match=r"^No picture was drawn \(exit status 1\)"):
            await charts.draw(replace(CHART, layers=(Layer("a", (1,)), Layer("b", (1, 2)))))


async def test_a_python_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    async with ProcessCharts() as charts:
        with pytest.raises(DrawError, match=r"^The process that draws pictures does not start"):
            await charts.draw(CHART)


async def test_a_cancelled_picture_leaves_no_process_and_no_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    async with ProcessCharts() as charts:
        drawing = asyncio.create_task(charts.draw(CHART))
        for _ in range(1_000):
            if _children():
                break
            await asyncio.sleep(0.01)
        drawing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await drawing
        assert _children() == []
    assert os.listdir(tmp_path) == []  # noqa: PTH208 -- pathlib's would block as well


def _children() -> Sequence[str]:
    """Return the command lines of this process's children that draw."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = status.read_text().rpartition(")")[2].split()[1]
            command = (status.parent / "cmdline").read_text()
        except OSError:
            continue  # it is gone meanwhile
        if int(parent) == os.getpid() and "chart_worker" in command:
            found.append(command)
    return found


def test_the_child_sees_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    assert set(bare_environment()) <= {"PYTHONPATH", "SYSTEMROOT"}


def test_matplotlib_is_not_loaded_into_the_service() -> None:
    asked = "import sys, bot.app, bot.discord_app.client; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_chart_crosses_the_pipe_unchanged() -> None:
    assert decode_chart(encode_chart(CHART)) == CHART
