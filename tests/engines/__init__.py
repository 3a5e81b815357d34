"""Ray Data and Spark for real, each on a local cluster of two workers: `bash .ci/engines`. Not part of the default run."""
