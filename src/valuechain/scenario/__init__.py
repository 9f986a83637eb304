"""What may be said: scenario files, read, checked and resolved into a frozen ``Scenario``."""

from valuechain.scenario.artefact import Artefact
from valuechain.scenario.cautions import cautions
from valuechain.scenario.chain import Exit
from valuechain.scenario.contribution import Contribution, Equilibrium, Propensity, Recognition
from valuechain.scenario.describing import json_schema, reference, sweep_reference, sweep_schema
from valuechain.scenario.distribution import BaseStock, Distributor, Newsvendor, Policy, ReorderPoint
from valuechain.scenario.echelons import PRODUCER, Echelon
from valuechain.scenario.evaluation import Award, Communal, Evaluation, Experts, Heterarchy, Owner, Panel, Unjudged
from valuechain.scenario.explaining import Explanation, explain
from valuechain.scenario.feedback import Feedback, MarketResearch, Survey
from valuechain.scenario.industrial import IndustrialChain, Product, Variants
from valuechain.scenario.interventions import Intervention
from valuechain.scenario.ladder import Advertising, Expertise, Study, Tier
from valuechain.scenario.loading import Reading, load, read
from valuechain.scenario.model import Chain, Record, Scenario
from valuechain.scenario.ordering import ExponentialSmoothing, Forecast, MovingAverage, OrderUpTo
from valuechain.scenario.planning import Plan, read_sweep
from valuechain.scenario.population import Arrivals, Choice, Needs, Population
from valuechain.scenario.price import Price
from valuechain.scenario.production import Breakdowns, CapacityStep, Experience, Production, Retooling
from valuechain.scenario.produsage import COMMONS, ProdusageChain
from valuechain.scenario.prosumption import ProsumptionChain, TrendFeedback
from valuechain.scenario.rules import BestResponse, LinearMonopolies, LinearMonopoly, Markup, NashBargain
from valuechain.scenario.sharing import PATRON, PEOPLE, PRODUSER, PROSUMER, PoolSharing, Rules, meant
from valuechain.scenario.stages import Breakdowns as CellBreakdowns
from valuechain.scenario.stages import Cells, Part, Stage
from valuechain.scenario.starter import starter
from valuechain.scenario.sweep_sources import kinds
from valuechain.scenario.tastes import TasteLaw, Tastes
from valuechain.scenario.vendors import Vendor
from valuechain.scenario.writing import digest, dump

__all__ = [
    "COMMONS",
    "PATRON",
    "PEOPLE",
    "PRODUCER",
    "PRODUSER",
    "PROSUMER",
    "Advertising",
    "Arrivals",
    "Artefact",
    "Award",
    "BaseStock",
    "BestResponse",
    "Breakdowns",
    "CapacityStep",
    "CellBreakdowns",
    "Cells",
    "Chain",
    "Choice",
    "Communal",
    "Contribution",
    "Distributor",
    "Echelon",
    "Equilibrium",
    "Evaluation",
    "Exit",
    "Experience",
    "Expertise",
    "Experts",
    "Explanation",
    "ExponentialSmoothing",
    "Feedback",
    "Forecast",
    "Heterarchy",
    "IndustrialChain",
    "Intervention",
    "LinearMonopolies",
    "LinearMonopoly",
    "MarketResearch",
    "Markup",
    "MovingAverage",
    "NashBargain",
    "Needs",
    "Newsvendor",
    "OrderUpTo",
    "Owner",
    "Panel",
    "Part",
    "Plan",
    "Policy",
    "PoolSharing",
    "Population",
    "Price",
    "Product",
    "Production",
    "ProdusageChain",
    "Propensity",
    "ProsumptionChain",
    "Reading",
    "Recognition",
    "Record",
    "ReorderPoint",
    "Retooling",
    "Rules",
    "Scenario",
    "Stage",
    "Study",
    "Survey",
    "TasteLaw",
    "Tastes",
    "Tier",
    "TrendFeedback",
    "Unjudged",
    "Variants",
    "Vendor",
    "cautions",
    "digest",
    "dump",
    "explain",
    "json_schema",
    "kinds",
    "load",
    "meant",
    "read",
    "read_sweep",
    "reference",
    "starter",
    "sweep_reference",
    "sweep_schema",
]
