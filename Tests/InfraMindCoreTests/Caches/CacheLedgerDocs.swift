/// The part of docs/caches.md on caches that are there.
enum CacheLedgerDocs {
  static let text = """
    ## Caches that are there

    With a history that tells what caches did (`cacheEvents`), a ledger is kept for each family of keys: a key without
    digests, numbers, and the run's commit, id and branch. It has hits, fallbacks, misses and entries written, seconds of
    restoring and writing, bytes, and the latest 512 questions. Books of parts of a history can be merged; runs of forks
    are not booked, and times come from successful runs only.

    **What an entry saves** is measured on the latest runs of each job, in the steps whose times are known, else in the
    job's time: a robust regression on which caches hit, missed or fell back, and on a trend, so that two caches that
    often miss together share what that costs. Five runs of either kind are needed; until then it is unknown, and said to
    be. From it come the seconds that a cache brings each day, restoring and writing paid, with their interval.

    **Verdicts**, each with its figures and what would change it:

    | verdict | when |
    | --- | --- |
    | fix the key | nothing was ever found, and the commit, the run's id, or something else makes it new each time; it never changes and no longer saves what restoring takes; a new lockfile finds nothing, and an older entry would pay |
    | remove it | it costs more than it brings however it is written, with an error of one in a hundred; or no job restores it |
    | default branch writes | what others write costs more time or room than it brings |
    | object storage | it pays, and others bring more for the room that there is |
    | warm up | three in ten misses come after the platform dropped what was not used |
    | split, share | some of its jobs gain nothing; two families have entries of one size for different jobs |
    | fewer paths | restoring takes two fifths of what it saves, or more |
    | try without | it is nearly always found, or too rarely missed to tell: six runs of each job without it would |
    | keep | none of these |

    Under a limit of size, such as GitHub's 10 GB, the latest questions of each cache are played through, once with all
    branches writing and once with the default branch alone. That gives each way a value in seconds a day and the room
    that its entries need within a day; which to keep is a knapsack, solved exactly on a grid. `suggest` shows what is to
    be changed for one job at a time; it does not edit keys, and since it sees one job's runs, it never says that nobody
    restores an entry.

    **Measured** on made-up repositories, whose truth is known (`inframind evaluate --simulate caches`). The store keeps
    each platform's rules: scope, order of lookup, what is thrown away when. Facts that could not be verified are left
    out, such as that GitHub throws entries out a little later than at the limit. Drawn at random are 2 to 6 caches in 1
    to 4 jobs, some with rows of a matrix; steps of 8 to 400 s of which 30 to 95 % are saved; entries of 20 MB to 3 GB
    (under thrash so large that a day needs 1.3 to 8 times the limit, an entry three quarters of it at most, their steps
    longer in proportion); 30 to 150 MB/s of restoring; 12 to 90 pipelines a day over 10 to 28 days; 10 to 50 % of them on
    the default branch; a lockfile that changes in 2 to 30 % of the pull requests, which takes 2 to 50 % of an entry's
    worth. Noise of a step is 3 to 15 %, and jobs get slower or faster meanwhile. GitLab tells no steps, and CircleCI no
    times of caches, as their logs do. With 40 repositories for each table and a seed drawn at random beforehand, after the
    time of learning (what is tried without was tried once only in this measurement):

    | | as written or by set-up actions | ledger |
    | --- | --- | --- |
    | GitHub under thrash: net seconds a day | 4,630 ± 2,870 | 14,480 ± 3,240 |
    | repositories worse than without any cache | 50 % | 2.5 % |
    | GitHub with losing caches planted: net seconds a day | 6,830 ± 2,330 | 10,860 ± 2,140 |
    | CircleCI, the same | 14,380 ± 5,260 | 16,140 ± 5,360 |
    | GitLab, the same | 8,800 ± 2,190 | 12,980 ± 2,970 |
    | Buildkite volumes: net seconds a day | 11,240 ± 1,890 | 11,250 ± 1,900 |
    | losing caches: found; of those called losing, right | – | 75.5 ± 2.9 %; 95.3 ± 1.5 % |

    Caches that never hit, and those that nobody restores, are nearly all found. Those that restore for longer than they
    save are found in a third of the cases and stale ones in a tenth: what they lose is small beside a job's noise, or the
    log does not tell the times.
    """
}
