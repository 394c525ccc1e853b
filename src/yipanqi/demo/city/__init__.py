"""The city on paper: units, people, projects, their dates and money."""
