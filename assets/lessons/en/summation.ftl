title = Summation
summary = Weak signals add up, fade, and fire a neuron only where they come close together
source = Geometric dynamic perceptron: weighted arrivals, summed with exponential decay, against a threshold (George et al. 2021, Section 3.2).

alone =
    Until now one signal was enough. Here each adds { $weight } to C’s potential, the white line below, and C fires only at its threshold of { $threshold }, the dashed line.

    What was added does not stay: it fades at once.
alone-do = Watch the first two signals, which come 8 ms apart.
alone-done = The second came when most of the first was gone: together they reached { $peak } of the threshold.

together = The next two signals are as weak, { $weight } each, but they come only 2 ms apart.
together-do = Watch C reach its threshold.
together-done = It fired: after 2 ms enough of the first was left. After the spike the potential begins again at 0.

leak = How fast the potential fades is its membrane time constant τ, now { $tau } ms: after that time 37 % is left.
leak-formula = V ← V · e^(−Δt/τ) + w at each arrival of weight w, Δt after the one before; at V ≥ θ the neuron fires, and V ← 0.
leak-do = Make the time constant longer, until the first two signals fire C, too.
leak-done = With { $tau } ms C fires { $spikes } times. A neuron that forgets slowly hears a sum; one that forgets fast hears only what comes together.

weight = The time constant is back at 5 ms. There is another way: a signal that carries more.
weight-do = Make A’s weight so large that C fires three times.
weight-done = At { $weight }, A alone takes C over its threshold of { $threshold }: C fires { $spikes } times.

check = Everything is as it was in the beginning.
check-question = The first two signals carry 1.2 together, more than the threshold of 1. Why did C not fire?
check-answer-1 = The second found C refractory
check-answer-2 = Most of the first had faded when the second came
check-answer-3 = C’s threshold had risen
check-reply-1 = C had not fired yet, so it was not refractory.
check-reply-2 = Yes: with both, the potential reached { $peak } of the threshold.
check-reply-3 = The threshold stays where it is.
