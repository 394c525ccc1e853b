"""The pictures of the user guide, by chapter. Run by ``tools/screenshots.py``."""
