"""One file per group of catalog tables; each takes what it reads into a `Reading`."""
