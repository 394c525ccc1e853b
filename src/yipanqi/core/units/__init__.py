"""The tree of units, their names and codes through time, and where they lie on the map."""
