"""Marks that say, to machines and people, that a picture was made by a computer: XMP, and a C2PA manifest if signed."""
