"""留痕日志: entries of the audit put into a Merkle log (RFC 9162) with signed checkpoints that leave the machine."""
