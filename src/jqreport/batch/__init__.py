"""Many reports: found, read by worker processes under limits, written in the order of input, resumable.

`run()` is what `jqreport extract` does with its files, be it one or a million. Loading this loads no process pool.
"""

from jqreport.batch.find import find
from jqreport.batch.run import run
from jqreport.batch.work import Job

__all__ = ["Job", "find", "run"]
