"""What exists: participants, offers, goods and books. Flows meet only here."""

from .community import Submission
from .economy import Economy

__all__ = ["Economy", "Submission"]
