"""The Excel add-in: built without Excel from text sources, installed by copying one file."""
