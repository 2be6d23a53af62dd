"""Changing a workbook file by its parts: what is not named stays byte for byte as it was."""

from __future__ import annotations
