"""Who the person is: name, presentation, choices, dimensions and score."""
