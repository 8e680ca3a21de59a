"""What PetAvatar costs beside its models, measured: `make bench`.

Every figure that has a mark is a ratio of two things timed in turn in one run, so that it holds on a noisy machine.
"""
