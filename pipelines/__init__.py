"""Export files in, a published build out."""
