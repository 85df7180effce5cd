"""What measure_peers.py tells the process that sends the requests, and the limits that both keep."""

from dataclasses import dataclass

# Of a probability, from the product's answer to the same photograph.
TOLERANCE = 1e-3
# Longer than any server's own limit. A client gives up after it.
ANSWER_LIMIT_S = 60


@dataclass(frozen=True)
class Job:
    # A key of WIRES.
    wire: str
    # Path of the Recipe.
    recipe: str
    port: int
    clients: int
    seconds: float
