model/model.py
