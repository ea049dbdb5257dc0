packages/own.py
