"""The parts of a deployment: names, topology, infrastructure, agent, packages, monitoring, API document."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
"""The root of the repository."""
