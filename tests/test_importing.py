"""Importing without collecting garbage."""

import gc
import importlib

import pytest

from bot.importing import importing


def test_nothing_is_collected_meanwhile_and_what_was_made_is_set_apart() -> None:
    try:
        with importing():
            assert not gc.isenabled()
            made: list[object] = [[]]
            frozen = gc.get_freeze_count()
        assert gc.isenabled()
        assert gc.get_freeze_count() > frozen
        assert not any(one is made for one in gc.get_objects())
    finally:
        gc.unfreeze()


def test_an_import_that_fails_leaves_the_collector_on() -> None:
    try:
        with pytest.raises(ImportError), importing():
            importlib.import_module("bot.no_such_module")
        assert gc.isenabled()
    finally:
        gc.unfreeze()
