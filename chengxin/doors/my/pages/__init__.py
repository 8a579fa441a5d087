"""The pages of the subjects' side: one file a subject."""
