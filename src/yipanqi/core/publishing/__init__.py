"""What is printed of a month: rounding of printed figures, honours, shortfalls."""
