"""`python -m bench.monolith webhook`, or `chain`: serves until it is told to end.

It reads BENCH_DATABASE_URL and BENCH_PORT; for the chain also BENCH_SANDBOX_URL.
"""

import os
import sys

import uvicorn

from bench.monolith.tables import prepare

WORKERS = {"webhook": 1, "chain": 2}

if __name__ == "__main__":
    if sys.argv[1:] not in [[name] for name in WORKERS]:
        sys.exit("say what to serve: webhook or chain")
    if sys.argv[1] == "chain":
        prepare(os.environ["BENCH_DATABASE_URL"])
    uvicorn.run(
        f"bench.monolith.{sys.argv[1]}:app",
        host="127.0.0.1",
        port=int(os.environ["BENCH_PORT"]),
        workers=WORKERS[sys.argv[1]],
        access_log=False,
        log_level="warning",
        backlog=2048,
    )
