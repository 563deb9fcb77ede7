title = Refractoriness
summary = How long a neuron is deaf, against how long signals take: the refraction ratio
source = Refraction ratio: Silva 2019 (Neural Computation 31, doi 10.1162/neco_a_01241). Median of 0.92 over nearly 12,000 branches: Puppo, George and Silva 2018, “An optimized structure-function design principle underlies efficient signaling dynamics in neurons” (Scientific Reports 8, doi 10.1038/s41598-018-28527-2), as their university reported it.

deaf =
    A fires every 5 ms, B every 7 ms, and all their signals take equally long to C. Whoever reaches C first fires it; then C is refractory for { $refractory } ms.

    In this run { $arrivals } signals reach C.
deaf-do = Watch until three of them have come too early.
deaf-done = { $lost } of the { $arrivals } are lost in all. Which ones depends on what came before them.

echo =
    Another circuit: A and B excite each other, and both are made to fire once, at the same moment. Each signal takes { $delay } ms; each neuron is refractory for { $refractory } ms.

    The refractory period over the delay is the refraction ratio: { $ratio }.
echo-formula = Δᵢⱼ = Rⱼ / τᵢⱼ: the refractory period of the neuron j over the delay of the signal from i to j.
echo-do = Watch what becomes of the two signals.
echo-done = Both came too early, each to a neuron that was still deaf. Now all is silent.

border = Could they answer each other?
border-do = Shorten the refractory period of both, until A fires five times or more.
border-done = With a ratio of { $ratio }, A fires { $spikes } times: each signal now finds its neuron ready.

why = The border lies at 1. Neurons that fired together hear each other if the ratio of their edge is 1 or less: then the signal comes when its neuron is ready again. Here it is { $ratio }.
why-question = What if the ratio is far below 1?
why-answer-1 = The neuron has long been ready and waits: anything else can fire it meanwhile
why-answer-2 = The signal comes too early
why-answer-3 = The neuron no longer fires
why-reply-1 = Yes: far above 1 signals are lost, far below 1 a neuron answers to whatever comes. Near 1, a signal comes just when it can be used. Silva calls such signalling efficient.
why-reply-2 = That is above 1.
why-reply-3 = Every signal fires it then.

axons =
    Is it so in nature? Puppo, George and Silva calculated delays for nearly 12,000 branches of the axons of basket cells, from their shapes and thicknesses, and took refractory periods from the literature. The median ratio was 0.92, near 1.

    That is one kind of cell, and a refractory period of the cell’s own axon in place of its target’s. Outside the lessons you can look the ratio up in every network of this program: click a neuron, and on the left its race shows that of each of its edges.
