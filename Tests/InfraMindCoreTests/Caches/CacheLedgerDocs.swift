/// The part of docs/caches.md on caches that are there.
enum CacheLedgerDocs {
  static let text = """
    ## Caches that are there

    With a history that tells what caches did (`cacheEvents`), a ledger is kept for each family of keys: a key without
    digests, numbers, and the run's commit, id and branch. It has hits, fallbacks, misses and entries written, seconds of
    restoring and writing, bytes, and the latest 512 questions. Books of parts of a history can be merged; runs of forks
    are not booked, and times come from successful runs only.

    **What an entry saves** is measured on the latest runs of each job: a robust regression of each step's time on which
    caches hit, missed or fell back, and on a trend, so that two caches that often miss together share what that costs;
    where they always do, nothing tells them apart, and their intervals say so. A step counts by the chance that the
    cache moves it at all. Where a platform does not tell what caches take (CircleCI), that is what jobs take outside of
    their steps, and writing is told apart by runs that miss and do not write; until there are such, a cache is not held
    to pay. Where no step is known (GitLab), the job's time counts. Five runs of either kind are needed. From it come the
    seconds that a cache brings each day, restoring and writing paid, with their interval, which is wider where it rests
    on few runs.

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
    | try without | the interval of what it brings straddles nothing, and it is found often enough: every second run without it tells, six of each job at a time; of several caches each in other runs, since left out together they could not be told apart |
    | put aside | two dozen runs of each job with and as many without an entry do not show that it pays: it is more likely to lose, or the caches of the repository together are not sure to bring more than they cost as long as it stays |
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
    times of caches, as their logs do. The ledger was worked out
    on other repositories (seeds 1 and 2); these are 200 for each table from a seed that was not looked at before (101),
    after the first two fifths of the time, which count in the columns that say so:

    | | as written or by set-up actions: net seconds a day | ledger | worse than without caches | beyond doubt | worse, all the time counted |
    | --- | --: | --: | --: | --: | --: |
    | GitHub under thrash | 2,818 ± 1,608 | 19,528 ± 2,217 | 0.5 % (as written 57 %) | 0.5 % | 6.5 % (55 %) |
    | GitHub, losing caches planted | 3,967 ± 1,067 | 11,413 ± 1,240 | 1.0 % (33.5 %) | 0.5 % | 3.5 % (32.5 %) |
    | CircleCI, the same | 10,459 ± 1,207 | 14,243 ± 1,308 | 0 % (7 %) | 0 % | 1.0 % (6.5 %) |
    | GitLab, the same | 9,431 ± 920 | 13,104 ± 1,049 | 1.5 % (12 %) | 0 % | 2.0 % (12.5 %) |

    Of the losing caches planted on the three platforms 84 to 88 % were found, and 98 % of those called losing were.

    Caches that never hit, and those that nobody restores, are nearly all found; those that restore for longer than they
    save, and stale ones, in half of the cases: what they lose is small beside a job's noise.

    **Never worse than without caches** cannot be promised of every repository. Caches are there before the ledger is;
    what they lose until runs enough were seen is the pipeline file's own, and a repository whose caches all lose, or
    that runs twice a day, never earns it back. And what lies below the noise of a job's time is seen by nobody. So the
    share of repositories that lose at all is printed beside the share that lose *beyond doubt*: more than the same runs,
    once with and once without caches, would show at one in a hundred.

    **A constant key on GitLab**, which every run writes, brings more in the simulation than a key of the lockfile's digest
    does, since an old entry helps after a change, and GitLab has no fallback to beginnings of keys. It is not proposed.
    The simulation writes only when the lockfile changed; GitLab writes whenever a cached file is newer than the archive,
    which many tools make so in every run. Branches would overwrite each other's entries, whoever comes last; protected
    branches have another entry than the rest; nothing would ever leave the archive; and no history tells beforehand what
    an old entry saves, since none was ever restored. `fallback_keys` with a key that the default branch writes would
    avoid the overwriting; what it brings was not measured.
    """
}
