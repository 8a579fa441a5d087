"""统计: what is public, whose it is, how punctual government is, and how often the site was used; reckoned daily, never about one subject."""
