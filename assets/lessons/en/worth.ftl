title = What each part is worth
summary = Take something away from the network, and see what is left
source = Lesions as in docs/results.md, “What carries the code”, where they are measured with many more digits, paired, and with confidence intervals.

whole =
    How good is a cloud? Take each of its points out in turn, and let its nearest neighbours say what it is. If they are right, digits of a kind lie together.

    This cloud is of { $references } digits.
whole-do = Wait until they have all been shown to the network.
whole-done = { $percent } % are called right by their neighbours. To this digit, the network answers with { $spikes } spikes.

delays =
    Now something is taken away: all signals from the sheet that excite take equally long, and so do those that inhibit, and those between the neurons. All else is as it was. The digits are shown again.
delays-do = Wait until they have all been shown.
delays-done = { $percent } %, where it was { $whole } %. Without differences of delay, it no longer matters which strokes reach a neuron together.

inhibition = The delays are back. This time all inhibition is taken away.
inhibition-do = Wait until they have all been shown.
inhibition-done = { $percent } %, where it was { $whole } %. But look at the network: to the same digit it answers with { $spikes } spikes, where it was { $spikes_whole }.

refractoriness = Inhibition is back. Now no neuron is refractory for longer than a tick, and nothing that arrives is lost.
refractoriness-do = Wait until they have all been shown.
refractoriness-done = { $percent } %, where it was { $whole } %, with { $spikes } spikes where it was { $spikes_whole }.

sum =
    Whole: { $whole } %. Equal delays: { $delays } %. No inhibition: { $inhibition } %. No refractoriness: { $refractoriness } %.

    These are few digits: differences of two or three points may be chance.
sum-question = Which of the three is the network’s answer built on?
sum-answer-1 = The delays
sum-answer-2 = Inhibition
sum-answer-3 = Refractoriness
sum-reply-1 = Yes: where neurons lie decides what they answer to. The other two keep the answer sparse.
sum-reply-2 = Without it the network fires far more, but digits of a kind still lie together.
sum-reply-3 = It keeps the network from firing all the time; little else is lost here.
