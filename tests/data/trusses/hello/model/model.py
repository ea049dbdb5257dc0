class Model:
    """Greets whoever calls it: {"name": "Ada"} is answered with {"greeting": "Hello, Ada!"}."""

    def __init__(self, **kwargs):
        self._greeting = None

    def load(self):
        self._greeting = "Hello, {}!"

    def predict(self, model_input):
        return {"greeting": self._greeting.format(model_input.get("name", "world"))}
