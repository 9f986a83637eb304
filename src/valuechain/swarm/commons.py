"""The columns of the arrays of a commons, and the codes in them. P commons, M modules at most, N participants."""

from typing import Final

# rules[p, …]: what the scenario says
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
RULE_COLUMNS: Final = 47

# rules[p, LAW]
SKILL_LAW: Final = 0
RELATIVE: Final = 1

# rules[p, EVALUATION]
UNJUDGED: Final = 0
COMMUNAL: Final = 1
PANEL: Final = 2
EXPERTS: Final = 3
OWNER: Final = 4

# rules[p, CONTRIBUTION]
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
MODULE_COLUMNS: Final = 17

# members[p, i, …]
PROPENSITY: Final = 0  # 0 for those who are not literate
SKILL: Final = 1
JUDGEMENT: Final = 2
FUN: Final = 3
HOUR: Final = 4  # what an hour is worth, money
JOINED: Final = 5  # day from which somebody takes part; inf: never
STATUS: Final = 6  # as of STATUS_SINCE
STATUS_SINCE: Final = 7
MADE: Final = 8  # contributions
ACCEPTED: Final = 9
REVERTED: Final = 10  # or rejected
REVIEWS: Final = 11
SUCCESS: Final = 12  # share of contributions recognised, of late
GONE: Final = 13
SEEN: Final = 14  # day of the last use
USED: Final = 15
MEMBER_COLUMNS: Final = 16

# state[p, …]: sums since the start
QUALITY_SUM: Final = 0  # over modules, now
QUALITY_AREA: Final = 1  # its time integral up to QUALITY_SINCE, and that of the number of modules
QUALITY_SINCE: Final = 2
MODULE_AREA: Final = 3
USED_QUALITY: Final = 4  # summed over uses
USED_DISTANCE: Final = 5
COVERED: Final = 6  # uses that found a developed module within reach
ALL_USES: Final = 7
ALL_EDITS: Final = 8
ALL_ACCEPTED: Final = 9
ALL_REJECTED: Final = 10
ALL_REVERTED: Final = 11
ALL_VANDALISM: Final = 12
DECIDED: Final = 13  # revisions settled, reverted or rejected; and those rightly so
RIGHTLY: Final = 14
REPAIRS: Final = 15  # harmful revisions reverted, and the days that they were live
REPAIR_DAYS: Final = 16
ALL_REVIEWS: Final = 17
HOURS: Final = 18
TIME_COST: Final = 19
MINTED: Final = 20
FADED: Final = 21
DEDUCTED: Final = 22
MASS: Final = 23  # status in the urn, inflated since ORIGIN
ORIGIN: Final = 24
TRAIL_MASS: Final = 25
TRAIL_ORIGIN: Final = 26
FOUND: Final = 27
MENDED: Final = 28
KNOWN_NOW: Final = 29
LATENT_NOW: Final = 30
KNOWN_AREA: Final = 31
KNOWN_SINCE: Final = 32
CONTRIBUTORS: Final = 33
LEFT_FOR_GOOD: Final = 34
PAID: Final = 35  # recognised contributions that were paid for
DAMAGES: Final = 36
STATE_COLUMNS: Final = 37

# counts[p, …]: where the kernel stands (integers)
MODULES: Final = 0
NEXT_USE: Final = 1  # next seeds, grant, ageing seed of the block
GRANT: Final = 2
AGE: Final = 3
REVISION: Final = 4  # number of the next revision
ROWS: Final = 5  # rows in the log, and in the list of fates
FATES: Final = 6
NEXT_NEWCOMER: Final = 7
SUBMITTED: Final = 8  # 1: an edit in `submission` waits for the board
COUNT_COLUMNS: Final = 9

# submission[p, …]: an edit for the board
OF_MODULE: Final = 0
BY: Final = 1
EFFECT: Final = 2
SORT: Final = 3
SUBMISSION_COLUMNS: Final = 4

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

# log[p, k, FATE]
FATE_LIVE: Final = 0
SETTLED: Final = 1
FATE_REVERTED: Final = 2
SUPERSEDED: Final = 3
REJECTED: Final = 4

MOST_APPROVERS: Final = 64
MOST_ROWS: Final = 8
"""Rows of the log, and of the fates, that one use can need at most."""
