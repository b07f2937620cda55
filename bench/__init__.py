"""The benchmark suite: each figure beside its floor, in the same run. Product code never imports it."""
