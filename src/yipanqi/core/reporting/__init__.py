"""A month's reports: states, values, findings, windows and the bureau's book."""
