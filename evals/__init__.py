"""Judges what models make of pets: whole texts by rules that need no model, and by a model where there is one.

`evals.produce` lets a set of cases through the agent's own steps and keeps what came of it; `evals.experiment` judges
that with strands-agents-evals, and `evals.report` shows two models, or two versions of the prompts, side by side.
"""
