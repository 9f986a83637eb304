"""The columns of the arrays of a commons, and their codes. P commons, M modules at most, N participants, K tastes.

Counts are kept as floats: exact below 2^53.
"""

from typing import Final

# book[p, …]: what the scenario says, …
WIDTH: Final = 0  # 0: topics do not matter
PULL: Final = 1
LEFT: Final = 2
TRAIL_FADING: Final = 3
REACH: Final = 4  # inf: no module is ever opened
MOST: Final = 5
STEP: Final = 6  # granularity included, here and in NOISE and EFFORT
NOISE: Final = 7
LAW: Final = 8
VANDALS: Final = 9
DAMAGE: Final = 10
AGEING: Final = 11  # rate per day at which a module is damaged
LOSS: Final = 12
EVALUATION: Final = 13
NOTICE: Final = 14
DISCERNMENT: Final = 15  # below 0: the probability to be right is the expertise itself
SETTLE: Final = 16
VOICE: Final = 17  # power of status; below 0: log-odds
HEAVIEST: Final = 18
REVIEWERS: Final = 19
DRAWN: Final = 20
PENALTY: Final = 21
REVIEW_GRANT: Final = 22
FADING: Final = 23
CAP: Final = 24
CONTRIBUTION: Final = 25
MOTIVATED: Final = 26  # 1: there are motives
USE_WEIGHT: Final = 27
STATUS_WORTH: Final = 28  # money's worth of the grant to be expected from a contribution that is sure to be recognised
EFFORT: Final = 29  # hours
SCALE: Final = 30  # of the noise in the decision to contribute, money
NEWCOMERS: Final = 31
DRIVE_BY: Final = 32
TASKS: Final = 33
BY_FIELD: Final = 34
THRESHOLD: Final = 35  # share of values below the least at which a module is developed
LEADER: Final = 36
TOPICS: Final = 37
LEAVING: Final = 38
HELD_BY: Final = 39  # inf: status holds nobody
AFTER_REVERT: Final = 40
NEWCOMER_EDITS: Final = 41
DETECTION: Final = 42
NEW_FLAWS: Final = 43
PAY: Final = 44
LOGGED: Final = 45
DRIFT: Final = 46
MISMATCH: Final = 47  # money per squared distance
SPACE: Final = 48  # BOX or TORUS
TASTES: Final = 49  # dimensions of taste space, K
# … sums since the start, …
QUALITY_SUM: Final = 50  # over modules, now
QUALITY_AREA: Final = 51  # its time integral up to QUALITY_SINCE, and that of the number of modules
QUALITY_SINCE: Final = 52
MODULE_AREA: Final = 53
USED_QUALITY: Final = 54  # summed over uses
USED_DISTANCE: Final = 55
COVERED: Final = 56  # uses that found a developed module within reach
ALL_USES: Final = 57
ALL_EDITS: Final = 58
ALL_ACCEPTED: Final = 59
ALL_REJECTED: Final = 60
ALL_REVERTED: Final = 61
ALL_VANDALISM: Final = 62
DECIDED: Final = 63  # revisions settled, reverted or rejected; and those rightly so
RIGHTLY: Final = 64
REPAIRS: Final = 65  # harmful revisions reverted, and the days that they were live
REPAIR_DAYS: Final = 66
ALL_REVIEWS: Final = 67
HOURS: Final = 68
TIME_COST: Final = 69
MINTED: Final = 70
FADED: Final = 71
DEDUCTED: Final = 72
MASS: Final = 73  # status in the urn, inflated since ORIGIN
ORIGIN: Final = 74
TRAIL_MASS: Final = 75
TRAIL_ORIGIN: Final = 76
FOUND: Final = 77
MENDED: Final = 78
KNOWN_NOW: Final = 79
LATENT_NOW: Final = 80
KNOWN_AREA: Final = 81
KNOWN_SINCE: Final = 82
CONTRIBUTORS: Final = 83
LEFT_FOR_GOOD: Final = 84
PAID: Final = 85  # recognised contributions that were paid for
DAMAGES: Final = 86
# … where the kernel stands
MODULES: Final = 87  # so far
NEXT_USE: Final = 88  # next seeds, grant, ageing seed of the block
GRANT: Final = 89
AGE: Final = 90
REVISION: Final = 91  # number of the next revision
ROWS: Final = 92  # rows in the log that have not been handed over
NEXT_NEWCOMER: Final = 93
SUBMITTED: Final = 94  # 1: an edit waits for the board: its module, author, effect and kind
OF_MODULE: Final = 95
BY: Final = 96
EFFECT: Final = 97
SORT: Final = 98
RECIPROCITY: Final = 99  # money's worth of giving back, to somebody who has only taken
POWER: Final = 100  # of status in the rule `recognition`
SEATS: Final = 101  # those who review an edit, up to MOST_SEATS

MOST_SEATS: Final = 64
MOST_TIERS: Final = 8
STATUS_RULE: Final = SEATS + MOST_SEATS  # for what status is granted, and the accepted contributions that raise a tier
TIERS: Final = STATUS_RULE + 1
TRAIL_MOST: Final = TIERS + MOST_TIERS  # no trail, nor status in the urn, is above these; kept for powers above 1
STATUS_MOST: Final = TRAIL_MOST + 1
BOOK_COLUMNS: Final = STATUS_MOST + 1

# book[p, STATUS_RULE]
BY_MERIT: Final = 0
BY_TIER: Final = 1
EQUALLY: Final = 2

# book[p, LAW]
SKILL_LAW: Final = 0
RELATIVE: Final = 1

# book[p, EVALUATION]
UNJUDGED: Final = 0
COMMUNAL: Final = 1
PANEL: Final = 2
EXPERTS: Final = 3
OWNER: Final = 4

# book[p, CONTRIBUTION]
PROPENSITY_RULE: Final = 0
RECOGNITION: Final = 1
EQUILIBRIUM: Final = 2

# modules[p, m, …]
QUALITY: Final = 0
LIVE: Final = 1  # the latest revision in its chain
JUDGED: Final = 2  # the revision under judgement
PENDING: Final = 3  # 1: there is one
AUTHOR: Final = 4  # its author, its change of quality, the day it went live, weight and number of its approvals
CHANGE: Final = 5
SINCE_LIVE: Final = 6
APPROVALS: Final = 7
APPROVERS: Final = 8
PARENT: Final = 9  # what a revert restores: a revision, and the quality that it had
RESTORE: Final = 10
FOUNDER: Final = 11  # who made the first contribution, -1: nobody yet
USES: Final = 12
EDITS: Final = 13  # that went live
TRAIL: Final = 14  # inflated: as if trails grew instead of fading (see urn)
LATENT: Final = 15
KNOWN: Final = 16  # flaws found and not yet mended
RUNNING: Final = 17  # scratch: sum of the weights up to the module
CENTRE: Final = 18  # its K coordinates, then those who have approved of the revision under judgement

# members[p, i, …]: by cache lines. Users and reviewers touch the first, contributors the second too
PROPENSITY: Final = 0  # 0 for those who are not literate
VALUE: Final = 1  # willingness to pay, money
USED: Final = 2
SEEN: Final = 3  # day of the last use
JOINED: Final = 4  # day from which somebody takes part; inf: never
GONE: Final = 5
JUDGEMENT: Final = 6
REVIEWS: Final = 7
MADE: Final = 8  # contributions
SKILL: Final = 9
STATUS: Final = 10  # as of STATUS_SINCE
STATUS_SINCE: Final = 11
ACCEPTED: Final = 12
REVERTED: Final = 13  # or rejected
SUCCESS: Final = 14  # share of contributions recognised, of late
HOUR: Final = 15  # what an hour is worth, money
FUN: Final = 16
AWARDED: Final = 17  # status from awards
PLACE: Final = 18  # the K coordinates of the ideal point

# topics[p, r, i, …]
EARNED: Final = 0  # inflated status earned in the topic
LEADS: Final = 1  # 1: leads in it
TOPIC_COLUMNS: Final = 2

# seeds[p, …]: what they are for
FINDING: Final = 0
JUDGING: Final = 1
MAKING: Final = 2
GROWING_OLD: Final = 3
IDENTITY: Final = 4
PURPOSES: Final = 5

# log[p, k, …]: one revision
WHEN: Final = 0
PROPOSED: Final = 1
WHICH: Final = 2  # module
WHO: Final = 3  # -1: nobody
FROM: Final = 4  # parent revision, -1: none
BEFORE: Final = 5
AFTER: Final = 6
KIND: Final = 7
FATE: Final = 8
LOG_COLUMNS: Final = 9

# log[p, k, KIND]
OPENED: Final = 0
EDIT: Final = 1
VANDALISM: Final = 2
RESTORED: Final = 3
DAMAGED: Final = 4
PATCH: Final = 5  # a vendor's improvement
ENDED: Final = 6  # no revision: the fate of one, WHICH

# log[p, k, FATE]
FATE_LIVE: Final = 0
SETTLED: Final = 1
FATE_REVERTED: Final = 2
SUPERSEDED: Final = 3
REJECTED: Final = 4

# log[p, k, WHO]: somebody who is no participant
NOBODY: Final = -1
VENDOR: Final = -2

MOST_APPROVERS: Final = 16
"""Approvals that a revision can gather at most before it settles."""

MOST_ROWS: Final = 8
"""Rows of the log that one use can need at most."""
