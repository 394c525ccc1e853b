"""The meeting: agenda, cases, speeches taken apart, the film's storyboard, the calendar feed."""
