"""案件: the procedure of an act that weighs on somebody, from opening to service."""
