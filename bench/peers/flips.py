"""Flips tried a CPU second by D-Wave's simulated annealer on a G-set file, down the same temperatures as ours.

    python flips.py FILE T0,T1,... SWEEPS    temperatures in units of the cut, SWEEPS at each

Prints "<attempts a second> <cut>"."""
import sys
import time

import dimod
from dwave.samplers import SimulatedAnnealingSampler

with open(sys.argv[1]) as file:
    lines = file.read().split("\n")
n, m = map(int, lines[0].split())
couplings = {}
for line in lines[1 : m + 1]:
    i, j, w = map(int, line.split())
    couplings[(i, j)] = couplings.get((i, j), 0) + w
model = dimod.BinaryQuadraticModel.from_ising({v: 0 for v in range(1, n + 1)}, couplings)
# Energies are twice the cut's: so are temperatures.
betas = [1 / (2 * float(t)) for t in sys.argv[2].split(",")]
sweeps = int(sys.argv[3])
begin = time.process_time()
result = SimulatedAnnealingSampler().sample(
    model,
    num_reads=1,
    seed=1,
    beta_schedule_type="custom",
    beta_schedule=betas,
    num_sweeps_per_beta=sweeps,
)
seconds = time.process_time() - begin
cut = (sum(couplings.values()) - result.first.energy) / 2
print(n * len(betas) * sweeps / seconds, int(cut))
