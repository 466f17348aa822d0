"""Draw one chart: its description as JSON on standard input, the PNG on standard output.

Started by `bot.adapters.charts` as ``python -m bot.adapters.chart_worker CPU_SECONDS MEMORY``, once for each
picture: matplotlib takes 100 MiB and half a second, which the service is not to carry.
"""

import os
import sys
import warnings

from bot.adapters.chart_wire import EXIT_OUT_OF_MEMORY, decode_chart
from bot.adapters.confinement import (
    leave_signals_to_the_parent,
    limit_cpu,
    limit_memory,
    take_over_output,
)

# What to try with when started by hand: ProcessCharts' own limits.
_LIMITS = ("10", str(2**29))


def main() -> None:
    """Draw what standard input describes."""
    cpu_seconds, memory = sys.argv[1:] or _LIMITS
    leave_signals_to_the_parent()
    limit_memory(int(memory))
    limit_cpu(float(cpu_seconds))
    answer = take_over_output()
    warnings.simplefilter("ignore")
    try:
        chart = decode_chart(sys.stdin.buffer.read())
        # Imported under the limits: most of a picture's time and memory is this.
        from bot.adapters.drawing import draw

        answer.write(draw(chart))
        answer.flush()
    except MemoryError:
        os._exit(EXIT_OUT_OF_MEMORY)


if __name__ == "__main__":
    main()
