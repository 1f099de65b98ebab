"""Pages of service requests: residents' by code and link, the workbench's by grant."""
