"""Pure functions over frozen data: no event loop, no I/O, no logging; `now` is an argument."""
