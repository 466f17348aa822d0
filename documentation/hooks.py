"""What mkdocs asks for while it builds: the page made from the models, and the pages that stand elsewhere.

`mkdocs.yml` names this module. Pages link to files by their place in the repository, so that they can be read
there too; links to files that are no page of the site become plain words.
"""

import posixpath
import re
from pathlib import Path
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from documentation.keys import keys_page

ROOT: Final = Path(__file__).parents[1]
#: Pages of the site that stand outside `docs/`, by their address in the site.
ELSEWHERE: Final = {
    "deploy.md": "deploy/README.md",
    "contributing.md": "CONTRIBUTING.md",
    "changes.md": "CHANGELOG.md",
}
KEYS: Final = "keys.md"

_LINK: Final = re.compile(
    r"(?<!!)\[(?P<words>[^\]\n]*(?:\][^\](\n]*)*)\]\((?P<to>(?!https?:|mailto:|#)[^)#\s]+)(?P<at>#[^)\s]*)?\)"
)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that `docs/` does not hold."""
    files.append(File.generated(config, KEYS, content=keys_page()))
    for address, place in ELSEWHERE.items():
        files.append(File.generated(config, address, content=(ROOT / place).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Have links lead to where their pages stand in the site."""
    here = ELSEWHERE.get(page.file.src_uri, f"docs/{page.file.src_uri}")
    return _LINK.sub(lambda link: _led(link, here, page.file.src_uri), markdown)


def _led(link: re.Match[str], here: str, address: str) -> str:
    place = posixpath.normpath(posixpath.join(posixpath.dirname(here), link["to"]))
    found = {place: address for address, place in ELSEWHERE.items()}.get(place)
    if found is None and place.startswith("docs/") and place.endswith(".md"):
        found = place.removeprefix("docs/")
    if found is None and not place.startswith("docs/images/"):
        return link["words"]
    found = found or place.removeprefix("docs/")
    relative = posixpath.relpath(found, posixpath.dirname(address) or ".")
    return f"[{link['words']}]({relative}{link['at'] or ''})"
