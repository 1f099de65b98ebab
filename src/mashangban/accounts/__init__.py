"""People, sign-in, scopes, grants."""
