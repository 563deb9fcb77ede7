title = Before and after
summary = Spike-timing-dependent plasticity: signals that come just before a spike grow stronger
source = STDP: Bi and Poo 1998 (J. Neurosci. 18); sooner firing by STDP: Song, Miller and Abbott 2000 (Nat. Neurosci. 3). Here with the nearest spikes alone and hard bounds (docs/presets.md), in steps large enough to be seen: in experiments pairs are repeated many times.

pairs =
    C has three inputs. Every 15 ms the driver fires it. A signal from “early” comes shortly before that, one from “late” shortly after.

    Both begin with a weight of { $weight }. Below, under the neurons, you see the weights over time.
pairs-do = Watch C fire twice, and what it does to the weights.
pairs-done = Each time C fires, “early” goes up a step; when “late” comes, it goes down.

moved = Time now runs five times as fast.
moved-do = Watch until 120 ms.
moved-done = C fires { $spikes } times in this run. “early” goes from { $early_from } to { $early_to }, “late” from { $late_from } to { $late_to }. At last “early” fires C alone, and C fires sooner than at first.

swap = “early” is rewarded because it comes before C’s spike, by its time and nothing else.
swap-do = Delay the signal of “early” until its weight falls.
swap-done = With a delay of { $delay } ms it comes after the spike, and its weight goes from { $early_from } to { $early_to }.

rule = This is spike-timing-dependent plasticity, STDP: each edge looks only at its own two ends, and at which of them was first.
rule-formula = A spike that follows an arrival after Δt adds A₊ · e^(−Δt/τ₊) to the weight; an arrival that follows a spike after Δt takes away A₋ · e^(−Δt/τ₋).
rule-question = What does the rule strengthen?
rule-answer-1 = Signals that come often
rule-answer-2 = Signals that come after a spike
rule-answer-3 = Signals that foretell a spike
rule-reply-1 = “late” comes as often as “early”, and grows weaker.
rule-reply-2 = Those grow weaker.
rule-reply-3 = Yes, by their order alone: whoever comes shortly before has perhaps had a part in it.

nobody =
    Nobody told C what is right, and no error was sent back. The weights moved because the network ran.

    In the next lessons, a whole network of such edges looks at a handwritten digit.
