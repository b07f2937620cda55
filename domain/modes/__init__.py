"""The lifecycles of all five modes: one interpreter over the rows of mode_lifecycle.csv."""
