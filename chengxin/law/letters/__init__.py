"""文书: notices and decisions, printed from the warrant, numbered, kept by digest and served."""
