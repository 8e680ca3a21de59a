"""How well the offline vision reads photos, over photos with labels."""
