"""What comes of it: scores, scoreboards, shortfall lists, files that came back."""
