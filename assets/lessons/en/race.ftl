title = A race
summary = Two signals, one neuron: the first to arrive wins, the other is lost
source = Competition for the first effective arrival: Silva 2019, “The effect of signaling latencies and node refractory states on the dynamics of networks” (Neural Computation 31).

start = A and B fire at the same moment, and both reach C. But A’s axon is { $a } mm long and B’s { $b } mm, at { $speed } mm/ms each.
start-do = Watch what becomes of the second signal.
start-done = A spark: the second signal arrived, and was lost.

winner =
    A’s signal took { $a } ms and fired C at { $fired } ms. From then on C is refractory for { $refractory } ms, the shaded band below: it hears nothing.

    B’s signal took { $b } ms and came within that time. It is crossed out.
winner-formula = Of all signals on their way to j, the one wins for which the time until it arrives, less the refractory time that j has left, is smallest and not negative: argmin over i of τ̄ᵢⱼ − R̄ⱼ ≥ 0.
winner-question = What decides this race?
winner-answer-1 = Which neuron is larger
winner-answer-2 = Which signal is stronger
winner-answer-3 = Which signal comes first to a neuron that is ready
winner-reply-1 = All neurons of this circuit are alike.
winner-reply-2 = In this circuit all signals are alike: one is enough to fire C.
winner-reply-3 = Yes: when it comes, not how strong it is.

turn = Make the other one win. A’s signal takes { $a } ms, B’s { $b } ms.
turn-do = Turn up the speed of B’s signal until it fires C.
turn-done = B’s signal takes { $b } ms and wins. Now A’s is the one that is lost.

both = B’s speed is back where it was. Must one of them always lose?
both-do = Shorten C’s refractory period until both signals fire it.
both-done = With { $refractory } ms, C is ready again when the second signal comes, and fires { $spikes } times.

why =
    What a neuron does here depends on time alone: on how long signals are on their way, and on how long it is deaf after it has fired.

    The next lesson puts these two times into one number.
