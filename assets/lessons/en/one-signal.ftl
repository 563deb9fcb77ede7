title = One signal
summary = Why a signal takes time: the length of its axon, and how fast it is conducted
source = Conduction delays are the τ = d / s of Silva 2019 (Neural Computation 31) and of George et al. 2021 (arXiv 2103.08878); speeds: Swadlow and Waxman 2012 (Scholarpedia 7, 1451).

signal =
    Neuron A fires, and a signal sets out along its axon. It does not reach B at once: the axon is { $length } mm long, and the signal travels { $speed } mm in a millisecond.

    Below the picture, time runs from left to right. A white bar is a spike; a dot is a signal that arrives.
signal-do = Watch until the signal reaches B and B fires.
signal-done = B has fired: in this circuit, one signal is enough.

delay =
    How long a signal is on its way is its delay: the length of the path over the conduction speed.

    { $length } mm at { $speed } mm/ms take { $delay } ms. A fired at { $left } ms, so B fired at { $fired } ms.
delay-formula = τ = d / s: the delay τ in milliseconds, the length of the path d in millimetres, the conduction speed s in millimetres a millisecond, which are metres a second.
delay-question = The same signal, but an axon twice as long. When does it arrive?
delay-answer-1 = After the same time
delay-answer-2 = After twice the time
delay-answer-3 = After half the time
delay-reply-1 = It would have to travel twice as fast for that.
delay-reply-2 = Yes: twice the way at the same speed.
delay-reply-3 = It has twice the way to go.

faster = The speed of a signal depends on the axon. 1 mm in a millisecond is a metre a second: bare axons conduct at about that or more slowly, thick ones with a sheath of myelin at up to about 120 m/s. Here the signal takes { $delay } ms.
faster-do = Turn the speed up until the signal takes 3 ms at most. The circuit runs again at once.
faster-done = Faster, and so earlier.

longer = A signal can be late for another reason: a longer way. The speed is back where it was.
longer-do = Make the axon so long that the signal takes 10 ms or more.
longer-done = B fires { $delay } ms after A now, and everything that B reaches is later, too. The picture stays as it is: the axon could be coiled.

why =
    In most artificial networks a signal is there at once. Here it is not, and that is what this model computes with: what arrives when depends on where neurons lie and how fast their axons conduct.

    In the next lesson two signals set out together, and only one can win.
