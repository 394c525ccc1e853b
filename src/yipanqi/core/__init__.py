"""Rules of the loop in plain Python: no Django, no clock, no files, no randomness."""
