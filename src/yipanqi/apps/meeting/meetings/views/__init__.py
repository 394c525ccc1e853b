"""Pages of meetings: parse, ask one query or carry out one verb, render."""
