"""What may be said: scenario files, read, checked and resolved into a frozen ``Scenario``."""

from valuechain.scenario.describing import json_schema, reference, sweep_reference, sweep_schema
from valuechain.scenario.distribution import BaseStock, Distributor, Newsvendor, Policy, ReorderPoint
from valuechain.scenario.explaining import Explanation, explain
from valuechain.scenario.industrial import Experience, IndustrialChain, Product, Production, Variants
from valuechain.scenario.loading import Reading, load, read
from valuechain.scenario.model import Chain, Record, Scenario
from valuechain.scenario.planning import Plan, kinds, read_sweep
from valuechain.scenario.population import Arrivals, Choice, Needs, Population
from valuechain.scenario.price import Price
from valuechain.scenario.starter import starter
from valuechain.scenario.tastes import TasteLaw, Tastes
from valuechain.scenario.writing import digest, dump

__all__ = [
    "Arrivals",
    "BaseStock",
    "Chain",
    "Choice",
    "Distributor",
    "Experience",
    "Explanation",
    "IndustrialChain",
    "Needs",
    "Newsvendor",
    "Plan",
    "Policy",
    "Population",
    "Price",
    "Product",
    "Production",
    "Reading",
    "Record",
    "ReorderPoint",
    "Scenario",
    "TasteLaw",
    "Tastes",
    "Variants",
    "digest",
    "dump",
    "explain",
    "json_schema",
    "kinds",
    "load",
    "read",
    "read_sweep",
    "reference",
    "starter",
    "sweep_reference",
    "sweep_schema",
]
