"""Builds the standard workbooks: forms whose scores, totals and checks are plain worksheet formulas."""
