"""Keep, rows: what the home knows of its cases, originals, records and logs, in one database.

Django is imported only by this room and the pages: `calc`, `read`, `prepare` and `bundle verify` start without it.
"""
