"""Engines that run a compiled scheme over frozen months."""
