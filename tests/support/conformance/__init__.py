"""What every client must do, and how each of the five is asked to."""
