"""Home, navigation and the pages that join contexts."""
