{a,b}.py
