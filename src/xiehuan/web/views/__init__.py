"""The pages, one module a place; each reads the request, asks a use case, and answers."""
