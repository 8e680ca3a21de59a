"""Who the person is: casting, name, what the upload's choices settle; and how alike pet and person are."""
