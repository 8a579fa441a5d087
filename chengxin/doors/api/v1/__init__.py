"""The endpoints of version 1, a resource a module. Versions only add."""
