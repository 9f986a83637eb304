/* The Community workload in C: what one core can do with valuechain's own algorithm.
 *
 *     cc -O3 -march=native -o community community.c -lm
 *     ./community --n 1000 --seed 1 --days 365
 *
 * One superposed Poisson clock ticks for all participants; an alias table says who acts. Popularity and status are in
 * trees of sixteen branches, whose nodes hold running sums; status fades by inflating what is granted. Every
 * participant's uses, edits and reviews are kept, and every module's uses.
 */
#define _GNU_SOURCE
#include <getopt.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { MODULES = 200, REVIEWERS = 3, FAN = 16 };
static const double QUALITY = 0.2, SHAPE = 1.2, EDITS = 0.1, STEP = 0.05, NOISE = 0.05, SCALE = 0.02, FADING = 0.01;

static uint64_t s[4];

static uint64_t splitmix64(uint64_t *x)
{
    uint64_t z = (*x += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static inline uint64_t rotl(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

/* xoshiro256++ (Blackman and Vigna 2021) */
static inline double uniform(void)
{
    const uint64_t result = rotl(s[0] + s[3], 23) + s[0], t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45);
    return (double)(result >> 11) * 0x1p-53;
}

static double normal(void)
{
    return sqrt(-2 * log(1 - uniform())) * cos(2 * M_PI * uniform());
}

static int depth_of(long n)
{
    int depth = 1;
    while (1L << (4 * depth) < n)
        depth++;
    return depth;
}

/* An empty tree: all levels whole, which the system gives memory only where they are used. */
static double *new_tree(int depth)
{
    long room = 0;
    for (int level = 1; level <= depth; level++)
        room += 1L << (4 * level);
    double *tree = calloc(room, sizeof *tree);
    if (!tree)
        exit(1);
    return tree;
}

static inline void put(double *tree, int depth, long leaf, double amount)
{
    for (int shift = 4 * (depth - 1); shift >= 0; shift -= 4) {
        double *node = tree + FAN * (leaf >> (shift + 4));
        long slot = leaf >> shift & (FAN - 1);
        for (long k = 0; k < FAN; k++)
            node[k] += k > slot ? amount : 0;
        tree += 1L << (4 * depth - shift);
    }
}

static inline long find(const double *tree, int depth, double target)
{
    long at = 0;
    for (int level = 1; level <= depth; level++) {
        const double *node = tree + FAN * at;
        long branch = -1;
        for (int k = 0; k < FAN; k++)
            branch += node[k] <= target;
        target -= node[branch];
        at = FAN * at + branch;
        tree += 1L << (4 * level);
    }
    return at;
}

static inline long draw(const double *tree, long n, int depth, double total, double now)
{
    double x = uniform() * ((double)n + total / now);
    if (x < (double)n)
        return (long)x;
    long i = find(tree, depth, (x - (double)n) * now);
    return i < n ? i : n - 1;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct participant {
    double skill, status;
    long uses, edits, reviews;
};

int main(int argc, char **argv)
{
    long n = 1000;
    uint64_t seed = 1;
    double days = 365;
    static struct option options[] = {{"n", 1, 0, 'n'}, {"seed", 1, 0, 's'}, {"days", 1, 0, 'd'}, {0, 0, 0, 0}};
    for (int o; (o = getopt_long(argc, argv, "", options, 0)) != -1;) {
        if (o == 'n')
            n = atol(optarg);
        else if (o == 's')
            seed = strtoull(optarg, 0, 10);
        else if (o == 'd')
            days = atof(optarg);
        else
            return 2;
    }
    double start = seconds();
    for (int k = 0; k < 4; k++)
        s[k] = splitmix64(&seed);
    double *rate = malloc(sizeof *rate * n), *keep = malloc(sizeof *keep * n), *status = malloc(sizeof *status * n);
    struct participant *people = calloc(n, sizeof *people);
    int depth = depth_of(n), shallow = depth_of(MODULES);
    double *tree = new_tree(depth), *trails = new_tree(shallow);
    long *alias = malloc(sizeof *alias * n), *small = malloc(sizeof *small * n), *large = malloc(sizeof *large * n);
    double whole = 0;
    for (long i = 0; i < n; i++) {
        whole += rate[i] = (SHAPE - 1) / SHAPE * pow(1 - uniform(), -1 / SHAPE);
        people[i].skill = 0.5 + uniform();
    }
    long smalls = 0, larges = 0;
    for (long i = 0; i < n; i++) {
        keep[i] = rate[i] * (double)n / whole;
        alias[i] = i;
        if (keep[i] < 1)
            small[smalls++] = i;
        else
            large[larges++] = i;
    }
    while (smalls && larges) {
        long poor = small[--smalls], rich = large[larges - 1];
        alias[poor] = rich;
        keep[rich] -= 1 - keep[poor];
        if (keep[rich] < 1) {
            larges--;
            small[smalls++] = rich;
        }
    }
    static double quality[MODULES];
    static long uses[MODULES];
    for (int m = 0; m < MODULES; m++)
        quality[m] = QUALITY;
    double popularity = 0, standing = 0, now = 0;
    long actions = 0, edits = 0, accepted = 0;
    double ready = seconds();
    for (;;) {
        now -= log(1 - uniform()) / whole;
        if (now >= days)
            break;
        actions++;
        double x = uniform() * (double)n;
        long i = (long)x;
        if (x - (double)i >= keep[i])
            i = alias[i];
        long m = draw(trails, MODULES, shallow, popularity, 1);
        put(trails, shallow, m, 1);
        popularity += 1;
        uses[m]++;
        people[i].uses++;
        if (uniform() >= EDITS)
            continue;
        edits++;
        people[i].edits++;
        double old = quality[m], new = old + STEP * people[i].skill * (1 - old) + NOISE * normal();
        new = new < 0 ? 0 : new > 1 ? 1 : new;
        double grown = exp(FADING * now), chance = 1 / (1 + exp((old - new) / SCALE));
        long panel[REVIEWERS];
        int seated = 0, yes = 0;
        while (seated < REVIEWERS) {
            long k = draw(tree, n, depth, standing, grown);
            int taken = k == i;
            for (int r = 0; r < seated; r++)
                taken |= panel[r] == k;
            if (!taken)
                panel[seated++] = k;
        }
        for (int r = 0; r < REVIEWERS; r++) {
            people[panel[r]].reviews++;
            yes += uniform() < chance;
        }
        if (2 * yes <= REVIEWERS)
            continue;
        accepted++;
        quality[m] = new;
        people[i].status += grown;
        put(tree, depth, i, grown);
        standing += grown;
    }
    double done = seconds(), mean = 0, sum = 0, weighted = 0;
    for (int m = 0; m < MODULES; m++)
        mean += quality[m] / MODULES;
    long made = 0, used = 0, reviewed = 0, met = 0;
    for (long i = 0; i < n; i++) {
        status[i] = people[i].status;
        made += people[i].edits;
        used += people[i].uses;
        reviewed += people[i].reviews;
    }
    for (int m = 0; m < MODULES; m++)
        met += uses[m];
    if (made != edits || used != actions || met != actions || reviewed != REVIEWERS * edits)
        return 1;
    qsort(status, n, sizeof *status, ascending);
    for (long i = 0; i < n; i++) {
        sum += status[i];
        weighted += (2.0 * (double)i - (double)n + 1) * status[i];
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("{\"actions\": %ld, \"edits\": %ld, \"accepted\": %ld, \"quality\": %.9g, \"gini\": %.9g, \"setup_s\": %.6f, "
           "\"run_s\": %.6f, \"peak_mb\": %.1f}\n",
           actions, edits, accepted, mean, weighted / ((double)n * sum), ready - start, done - ready,
           (double)usage.ru_maxrss / 1024);
    return 0;
}
