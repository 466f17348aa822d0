"""Opens the page where there is a desktop to open it on."""

import os
import sys
import webbrowser
from collections.abc import Mapping


def has_desktop(platform: str, environ: Mapping[str, str]) -> bool:
    """Tell whether a browser window could appear; a text browser in this terminal is not one."""
    if platform in ("darwin", "win32"):
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def open_in_browser(url: str) -> bool:
    """Open `url` in the desktop's browser; False where there is none."""
    return has_desktop(sys.platform, os.environ) and webbrowser.open(url)
