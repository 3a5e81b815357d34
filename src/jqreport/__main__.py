"""`python -m jqreport` is the command `jqreport`."""

import sys

from jqreport.cli import main

if __name__ == "__main__":
    sys.exit(main())
