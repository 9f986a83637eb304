"""What may be said: scenario files, read, checked and resolved into a frozen ``Scenario``."""

from valuechain.scenario.cautions import cautions
from valuechain.scenario.describing import json_schema, reference
from valuechain.scenario.distribution import BaseStock, Distributor, Newsvendor, Policy, ReorderPoint
from valuechain.scenario.explaining import Explanation, explain
from valuechain.scenario.industrial import Experience, IndustrialChain, Product, Production, Variants
from valuechain.scenario.ladder import Advertising, Expertise, Study, Tier
from valuechain.scenario.loading import Reading, load, read
from valuechain.scenario.model import Chain, Record, Scenario
from valuechain.scenario.population import Arrivals, Choice, Needs, Population
from valuechain.scenario.price import Price
from valuechain.scenario.prosumption import ProfitShares, ProsumptionChain, TrendFeedback
from valuechain.scenario.stages import Breakdowns, Cells, Part, Stage
from valuechain.scenario.starter import starter
from valuechain.scenario.tastes import TasteLaw, Tastes
from valuechain.scenario.writing import digest, dump

__all__ = [
    "Advertising",
    "Arrivals",
    "BaseStock",
    "Breakdowns",
    "Cells",
    "Chain",
    "Choice",
    "Distributor",
    "Experience",
    "Expertise",
    "Explanation",
    "IndustrialChain",
    "Needs",
    "Newsvendor",
    "Part",
    "Policy",
    "Population",
    "Price",
    "Product",
    "Production",
    "ProfitShares",
    "ProsumptionChain",
    "Reading",
    "Record",
    "ReorderPoint",
    "Scenario",
    "Stage",
    "Study",
    "TasteLaw",
    "Tastes",
    "Tier",
    "TrendFeedback",
    "Variants",
    "cautions",
    "digest",
    "dump",
    "explain",
    "json_schema",
    "load",
    "read",
    "reference",
    "starter",
]
