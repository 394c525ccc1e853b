"""Facts of a frozen month. ``current`` is the set in force; ``v1`` … are kept for ever."""
