"""Declarations, and the loaders that check them: tables, KPIs, scales and policy numbers."""
