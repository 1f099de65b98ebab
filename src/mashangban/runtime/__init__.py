"""The programs Mashangban consists of while it runs: embedded database, web server, worker.

Plain Python: no Django, nothing else of mashangban. `EmbeddedPostgres` owns the database server,
`Supervisor` starts, watches and stops everything, `guard` sees to it that nothing outlives its
parent, and `checks` looks at machine and database for `mashangban doctor`.

Processes while the demonstration runs (each guard is a session of its own):

    mashangban ─┬─ guard ── postgres ── its backends
                ├─ guard ── granian ─── its workers
                └─ guard ── worker

On Linux each of them ends when its parent does, even by `kill -9`. Elsewhere a guard notices
within a second that its parent is gone; only `kill -9` of a guard itself leaves something behind.
"""
