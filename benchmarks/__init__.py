"""How Picketwire compares with the bare libraries it stands on: `python -m benchmarks` (`make bench`).

Each figure is a ratio of two things measured in turn in the same run, so that it means the same on a slow
machine as on a fast one. Nothing here asserts: it prints.
"""
