"""Blank forms: opened as a grid and filled in the limited child, everything else left as it is."""
