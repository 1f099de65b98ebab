"""Places, codes, companies, contracts."""
