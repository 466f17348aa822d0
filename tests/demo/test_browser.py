import pytest

from bot.demo.browser import has_desktop


@pytest.mark.parametrize(
    ("platform", "environ", "expected"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_a_browser_is_opened_only_on_a_desktop(
    platform: str, environ: dict[str, str], expected: bool
) -> None:
    assert has_desktop(platform, environ) is expected
