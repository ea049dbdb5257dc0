src/a/b/c.py
