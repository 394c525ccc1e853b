"""What a project is and how far it has come: stages, gates, pauses, moved dates, shares."""
