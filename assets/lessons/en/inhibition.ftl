title = Excitation and inhibition
summary = A signal can also hold a neuron back, if it comes in time
source = Inhibitory edges are negative weights (George et al. 2021, Section 3.2); that B is excited by the same neuron as C, and holds it back, is called feed-forward inhibition. In the hippocampus it mostly follows excitation after a short delay (Pouille and Scanziani 2001, Science 293).

silent =
    A’s signal carries { $weight }, more than C’s threshold of { $threshold }: alone it would fire C each time.

    But A also excites B, and the blue edge from B to C inhibits.
silent-do = Watch A’s signal reach C.
silent-done = C stayed silent.

why =
    B’s signal came first. It carries { $weight }: it took C’s potential below 0, and before that had faded, A’s signal came.

    The highest that C comes in this run is { $peak } of its threshold.
why-formula = V ← V · e^(−Δt/τ) + w, with w below 0 where a signal inhibits.
why-question = When does B’s inhibition work best?
why-answer-1 = Shortly before A’s signal arrives
why-answer-2 = Shortly after A’s signal has arrived
why-answer-3 = It does not matter when
why-reply-1 = Yes: then most of it is left.
why-reply-2 = By then C has fired.
why-reply-3 = It fades as excitation does: earlier, and less of it is left; later, and C has fired.

late = A’s signal takes { $a } ms to C. B’s takes { $b } ms, after B has fired.
late-do = Slow B’s signal down until C fires.
late-done = Now B’s signal takes { $b } ms: it comes too late, and C fires. In this run it fires { $spikes ->
    [one] once
   *[other] { $spikes } times
}.

weak = B’s speed is back. What else could let C fire?
weak-do = Make B’s inhibition weaker, until C fires.
weak-done = At { $weight }, too little is taken away: C fires { $spikes ->
    [one] once
   *[other] { $spikes } times
}.

both = Inhibition decides as time does: a neuron fires when excitation comes, and nothing has held it back just before.

    In the large networks of this program, too, some edges inhibit. Lesson 10 shows what becomes of one without them.
