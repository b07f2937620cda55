"""One file per menu entry; only definitions and one `render(actor)`."""
