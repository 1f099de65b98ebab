"""The best plan of contiguous management (连片管理), with a certificate that a stranger can check.

`adjacency` says which compounds lie beside each other and what lies between them.
"""
