"""A project's life: leads, permits, gates and pauses, lights and slips."""
