"""feeds.yaml and the environment, as typed, frozen values.

`load` reads the file in steps of one module each: `reading` (YAML with places), `models` and `values`
(each value by itself), `checks` (what must hold between them), `catalogue` (the core's words).
`places` says where in the file something stands.
`read_environment` reads the environment variables.
"""

from bot.config.environment import VARIABLES, Environment, LogFormat, Variable, read_environment
from bot.config.loading import Loaded, json_schema, load, load_bytes
from bot.config.models import NOT_USED_YET, Config
from bot.config.places import at_channel, at_feed
from bot.config.reading import read_bytes

__all__ = [
    "NOT_USED_YET",
    "VARIABLES",
    "Config",
    "Environment",
    "Loaded",
    "LogFormat",
    "Variable",
    "at_channel",
    "at_feed",
    "json_schema",
    "load",
    "load_bytes",
    "read_bytes",
    "read_environment",
]
