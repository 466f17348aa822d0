"""The seams between services and adapters.

Services are written against these Protocols; `bot.wiring` decides which adapter stands behind each.
There is no in-memory store: tests use the real SQLite one in a temporary folder. A module for each theme; all
of it is imported from here.
"""

from bot.ports.configuration import Configuration, FeedsFile, FileState
from bot.ports.deciding import StoredEntry
from bot.ports.keeping import KeptEntry, Reread
from bot.ports.overseeing import Overview, StoreCounts, StoreFigures, WorkSigns
from bot.ports.running import Clock, Figures, Job, Meter, Runner, Stop, Supervisor, Wake, Watch
from bot.ports.showing import Charts, Places, Poster
from bot.ports.sources import Fetcher, PageReader, Parser, SiteVisitor, Visited
from bot.ports.statements import SaidThen
from bot.ports.store import Store

__all__ = [
    "Charts",
    "Clock",
    "Configuration",
    "FeedsFile",
    "Fetcher",
    "Figures",
    "FileState",
    "Job",
    "KeptEntry",
    "Meter",
    "Overview",
    "PageReader",
    "Parser",
    "Places",
    "Poster",
    "Reread",
    "Runner",
    "SaidThen",
    "SiteVisitor",
    "Stop",
    "Store",
    "StoreCounts",
    "StoreFigures",
    "StoredEntry",
    "Supervisor",
    "Visited",
    "Wake",
    "Watch",
    "WorkSigns",
]
