"""法律库: instruments as dated data, full texts by version, what a day's wording is, and what rests on it."""
