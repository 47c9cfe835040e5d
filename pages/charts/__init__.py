"""Answers drawn: each function takes an answer and a theme's name and returns a figure or SVG."""
