title = A digit in time
summary = A handwritten digit becomes a pattern of who fires when
source = Digits shown to a network of this kind: George et al. 2021 (arXiv 2103.08878), Section 4. Stimulus and wiring of this network: docs/model.md.

sheet =
    Below lies a sheet with a neuron for each pixel, and a handwritten digit on it. { $inked } pixels have ink. They fire together, and again every { $period } ms; faint ones leave some of these volleys out.

    Above float { $neurons } neurons that listen.
sheet-do = Watch until twenty of them have fired.
sheet-done = { $fired } have fired by now.

place =
    Slower: each signal travels { $speed } pixels in a millisecond, so the way decides when it arrives. Signals from some places reach a neuron together, those from others one after the other.

    A signal alone is too weak. A neuron fires where many arrive at once.
place-do = Watch the first volley arrive, until 30 ms.
place-done = { $lost } signals came too early by now: their neuron had just fired.
place-question = What does one of these neurons answer to?
place-answer-1 = To how much ink there is
place-answer-2 = To strokes whose signals reach it together
place-answer-3 = To the name of the digit
place-reply-1 = The same ink, elsewhere, makes other neurons fire.
place-reply-2 = Yes: where it lies beside the sheet decides which strokes these are.
place-reply-3 = Nobody has told it any name.

other = Another digit, another pattern.
other-do = Show it an 8: press the key 8.
other-done = It made { $fired } of the { $neurons } neurons fire so far, others than before and at other times.

pattern =
    This is all that the network does: it turns a picture into times. Nothing in it was trained to know digits.

    The next lesson shows how such a pattern gets a name.
