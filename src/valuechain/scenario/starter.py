"""A first scenario to edit: complete, commented, and without faults."""

from __future__ import annotations

from pydantic_core import PydanticCustomError

from valuechain.errors import RequestError
from valuechain.scenario.notation import Slug

_STARTER = """\
# A scenario for valuechain. Change what you like; every key left out has a default.
scenario: {name}   # name: lower-case letters, digits, hyphens
title: My first value chain        # for tables and figures
question: How much stock should the distributor keep?

horizon: 2 years                   # how long each replication lasts (1 year = 365 days)
warmup: 13 weeks                   # time at the start that totals leave out
sample_every: 1 week               # time between two samples of the time series
seed: 1                            # same seed, same random numbers
replications: 10                   # independent repetitions, for intervals
currency: EUR                      # name of the currency of all money

population:
  size: 1_000                      # number of participants
  needs:
    rate: 6 / year                 # mean number of needs per participant (or  every: 2 months)
    spread: 0.5                    # how much participants differ in it: sd/mean; 0 = all alike
  tastes:
    dimensions: 2                  # attributes of a product that tastes differ about
    distribution: uniform          # or {{normal: {{center: 0.5, sd: 0.2}}}}
  willingness_to_pay: {{lognormal: {{mean: 60, cv: 0.4}}}}   # money, for an ideal product
  mismatch_cost: 40                # money lost per squared distance from the ideal product
  waiting_cost: 0.05 / day         # money that a day of waiting costs
  choice: {{rule: logit, noise: 5}}  # noise in money; or {{rule: best}}

chains:
  factory:                         # name it as you like; add more chains beside it
    paradigm: industrial           # production → distribution → ordering
    variants: {{count: 3, price: 35}}   # three products spread over taste space
    production:
      lines: 2                     # batches made at the same time
      setup_time: 4 hours          # to prepare a line for a batch
      unit_time: 5 minutes         # to make one unit
      unit_cost: 12                # money per unit
      setup_cost: 50               # money per batch
    distribution:
      policy: {{reorder_point: {{quantity: 60, reorder_point: 40}}}}   # order 60 when 40 are left
      lead_time: {{gamma: {{mean: 1 week, cv: 0.3}}}}   # from the factory to the shelf
      holding_cost: 0.01 / day     # money per unit on the shelf
      shortage: lost               # at an empty shelf: lost, backorder or substitute

record: {{participants: true, events: false}}   # what is kept of a run besides totals and samples

overrides:                         # changes by name, for  --override lean
  lean:
    chains: {{factory: {{distribution: {{policy: {{reorder_point: {{quantity: 20, reorder_point: 15}}}}}}}}}}
"""


def starter(name: str) -> str:
    """Return the text of a commented scenario called ``name`` that loads as it is; RequestError if that is no name."""
    try:
        return _STARTER.format(name=f'"{Slug().read(name)}"')
    except PydanticCustomError as error:
        raise RequestError(error.message()) from None
