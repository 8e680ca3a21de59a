"""The card to share: its texts, its drawing, and its place in the bucket."""
