"""Audit by eye: one self-contained page of a report with its marks, and the report's own PDF with highlights and notes."""
