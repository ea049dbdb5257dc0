inner/model/model.py
