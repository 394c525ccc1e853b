"""A frozen month: canonical rows, its manifest, its register as printed figures count it."""
