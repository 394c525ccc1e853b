"""Pages of the month's station."""
