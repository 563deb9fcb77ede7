title = Refractoriness
summary = How long a neuron is deaf, against how long signals take: the refraction ratio
source = Refraction ratio: Silva 2019 (Neural Computation 31). Median of 0.92 in axon arbours: Puppo, George and Silva 2018, “An optimized structure-function design principle underlies efficient signaling dynamics in neurons” (Scientific Reports 8, doi 10.1038/s41598-018-28527-2).

deaf =
    A fires every 5 ms, B every 7 ms, and all their signals take equally long to C. Whoever reaches C first fires it; then C is refractory for { $refractory } ms.

    In this run { $arrivals } signals reach C.
deaf-do = Watch until three of them have come too early.
deaf-done = { $lost } of the { $arrivals } are lost in all. Which ones depends on what came before them.

ratio =
    Two times are at work: how long C is deaf, R = { $refractory } ms, and how long a signal is on its way, τ = { $delay } ms. Their quotient is the refraction ratio: { $ratio }.
ratio-formula = Δᵢⱼ = Rⱼ / τᵢⱼ: the refractory period of the neuron j over the delay of the signal from i to j.
ratio-do = Make the refractory period short: a ratio of 0.2 at most.
ratio-done = With a ratio of { $ratio }, C fires { $spikes } times, and { $lost ->
        [0] no signal is
        [one] one signal is
       *[other] { $lost } signals are
    } lost. C repeats what it hears: hardly anything competes, so hardly anything is decided.

long = Now the other way: what if C is deaf for much longer than signals take?
long-do = Make the refractory period long: a ratio of 3 at least.
long-done = With a ratio of { $ratio }, C loses { $lost } of { $arrivals } signals and fires { $spikes } times. It misses most of what happens around it.

balance =
    Back to where R and τ are nearly equal: a ratio of { $ratio }. C fires { $spikes } times, { $from_a } times for A and { $from_b } times for B, and { $lost } signals lose.

    Now each spike of C tells that one signal was in time and another was not. That is a decision, and it depends on the exact times.
balance-question = Why does a ratio far above 1 lose information?
balance-answer-1 = Most signals come while C is deaf, whatever they say
balance-answer-2 = Signals take too long to arrive
balance-answer-3 = C fires too often
balance-reply-1 = Yes: they leave no trace. Far below 1, all of them pass, and nothing is compared.
balance-reply-2 = Their delay is the same as before; it is C that recovers slowly.
balance-reply-3 = It is the other way round: it hardly fires at all.

axons =
    Neurons seem to keep this balance. Puppo, George and Silva estimated the ratio for nearly 12,000 branches of the axons of basket cells, from their shapes and thicknesses: the median was 0.92, close to 1.

    In every network of this program you can look it up: click a neuron, and its race shows the ratio of each of its edges.
