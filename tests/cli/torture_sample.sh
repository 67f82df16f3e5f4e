#!/bin/sh
# SPDX-License-Identifier: MIT
# A sample of `make torture`: some allocations and system calls of each command
# fail, or kill it.
set -eu
SAMPLES=25 tests/torture/allocations
SAMPLES=25 tests/torture/syscalls
