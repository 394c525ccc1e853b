"""The meeting's pack on its pages: documents, film, files that came back, the city's template."""
