"""公示留痕: every publication, replacement and removal as a leaf of an append-only Merkle log that anybody may check (C2SP tlog-tiles)."""
