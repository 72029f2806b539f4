"""Facts in words: branches and what they give, regions, and the text that the author wrote."""
