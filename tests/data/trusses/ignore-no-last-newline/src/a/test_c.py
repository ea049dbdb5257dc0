src/a/test_c.py
