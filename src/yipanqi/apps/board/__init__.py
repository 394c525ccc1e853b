"""The board is set: founding a city, targets, the annual list, programmes."""
