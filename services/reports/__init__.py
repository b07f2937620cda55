"""Reports that leave the house: what may be said, numbered and kept as issued."""
