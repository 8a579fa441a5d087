"""考核治理: the pages about how organs keep their reporting duties: their own figures, what they are asked, the bulletins."""
