"""Told stories, one matter each, as the visitor finds them on 5 May 2024."""
