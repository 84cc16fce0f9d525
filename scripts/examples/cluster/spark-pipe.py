"""Crops and vectors by Spark: spark-submit spark-pipe.py RECORDS WORK

RECORDS are lines of mlfix-crop --shards N; WORK, which all executors see, holds one.model and gets crops/. Each partition
is a stream of lines through two filters: no state, any split, retries and speculative attempts give the same lines. What
is saved is any number of files in any order; mlfix-merge makes the whole of them:

    mlfix-merge WORK/described/part-* --into whole.jsonl
"""
import sys

from pyspark import SparkContext

records, work = sys.argv[1:]
spark = SparkContext(appName="mlfix")
command = (
    f"bash -c 'set -o pipefail; mlfix-crop -q --tolerate 1% -o {work}/crops - | "
    f"mlfix-embed -q --tolerate 1% --model {work}/one.model'"
)
spark.textFile(records).pipe(command, checkCode=True).saveAsTextFile(f"{work}/described")
