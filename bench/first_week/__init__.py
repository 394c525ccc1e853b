"""The first week of an office that brings its own files: issue 3, played through the browser."""
