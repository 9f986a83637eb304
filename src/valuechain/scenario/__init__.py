"""What may be said: scenario files, read, checked and resolved into a frozen ``Scenario``."""

from valuechain.scenario.artefact import Artefact
from valuechain.scenario.contribution import Contribution, Equilibrium, Propensity, Recognition
from valuechain.scenario.describing import json_schema, reference
from valuechain.scenario.distribution import BaseStock, Distributor, Newsvendor, Policy, ReorderPoint
from valuechain.scenario.evaluation import Award, Communal, Evaluation, Experts, Heterarchy, Owner, Panel, Unjudged
from valuechain.scenario.explaining import Explanation, explain
from valuechain.scenario.industrial import Experience, IndustrialChain, Product, Production, Variants
from valuechain.scenario.loading import Reading, load, read
from valuechain.scenario.model import Chain, Record, Scenario
from valuechain.scenario.population import Arrivals, Choice, Needs, Population
from valuechain.scenario.price import Price
from valuechain.scenario.produsage import COMMONS, ProdusageChain
from valuechain.scenario.starter import starter
from valuechain.scenario.tastes import TasteLaw, Tastes
from valuechain.scenario.vendors import Vendor
from valuechain.scenario.writing import digest, dump

__all__ = [
    "COMMONS",
    "Arrivals",
    "Artefact",
    "Award",
    "BaseStock",
    "Chain",
    "Choice",
    "Communal",
    "Contribution",
    "Distributor",
    "Equilibrium",
    "Evaluation",
    "Experience",
    "Experts",
    "Explanation",
    "Heterarchy",
    "IndustrialChain",
    "Needs",
    "Newsvendor",
    "Owner",
    "Panel",
    "Policy",
    "Population",
    "Price",
    "Product",
    "Production",
    "ProdusageChain",
    "Propensity",
    "Reading",
    "Recognition",
    "Record",
    "ReorderPoint",
    "Scenario",
    "TasteLaw",
    "Tastes",
    "Unjudged",
    "Variants",
    "Vendor",
    "digest",
    "dump",
    "explain",
    "json_schema",
    "load",
    "read",
    "reference",
    "starter",
]
