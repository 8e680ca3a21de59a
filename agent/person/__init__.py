"""The person: casting, name, choices from the upload, and the similarity of pet and person."""
