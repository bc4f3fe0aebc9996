"""A ledger.

class NotAClass:
    def not_a_method(self): ...
"""
import csv

# Rounds the way that banks do.
# Half goes to even.
def rounded(amount):
    def inner():
        return amount
    return round(inner())


@dataclass
class Ledger:
    """Entries, oldest first."""

    entries: list

    @property
    def balance(self):
        return sum(self.entries)

    async def load(self, path):
        text = '''
def quoted():
'''
        return text

    class Error(Exception):
        def explain(self):
            return "it's # broken"


if True:
    def late():
        pass
