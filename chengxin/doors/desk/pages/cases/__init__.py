"""案件: the pages of a case, from the list to the last letter."""
