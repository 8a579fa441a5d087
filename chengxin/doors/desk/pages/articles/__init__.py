"""资讯 at the desk: written, checked, reviewed, published, corrected, withdrawn."""
