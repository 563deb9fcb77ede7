title = Neighbours vote
summary = How the edge weights move is a place in a cloud, and its neighbours give it a name
source = The trajectory of the edge weights as embedding, classified by k nearest neighbours: George et al. 2021 (arXiv 2103.08878), Section 4. The rule that moves the weights here is this program’s: docs/model.md.

weights =
    While a digit is shown, the weights between the neurons move: each signal that arrives lowers its edge a little, each spike of its target raises it, and pairs within a few milliseconds count again, as in lesson 6.

    { $plastic } edges can learn here.
weights-do = Watch until 100 ms.
weights-done = { $moved } of them have moved. Which way they go tells mostly how often their two neurons fired, and that depends on the digit.

cloud =
    All these changes together are { $plastic } numbers: one place in a space of so many dimensions. The cloud on the right shows the three directions along which digits differ most.

    Each other point is a digit that the same network was shown, from a set that is kept for comparing. The colours are names that people gave them; the network knows none.
cloud-do = Wait until 1,000 of them are there: { $references } by now.
cloud-done = { $references } points: digits that look alike to the network lie near each other.

vote = The shown digit is the bright point: it sets out where all digits start and wanders as its weights move. Wherever it is, it has neighbours.
vote-do = Watch where it is at 300 ms.
vote-done = Its { $neighbours } nearest vote: { $votes } % for a { $label }. The nearer ones count more; near is meant in all dimensions, not only in the three that are seen.

other = Try another one.
other-do = Show it a 5: press the key 5. Wait for its label.
other-done = Its neighbours call it a { $label }, with { $votes } % of the votes. That can be wrong: then it lies among others.
other-question = What was trained here?
other-answer-1 = The weights between the neurons
other-answer-2 = The cloud
other-answer-3 = Nothing
other-reply-1 = They move while each digit is shown, and begin again from the same values for the next.
other-reply-2 = The cloud is just what the same network made of other digits.
other-reply-3 = Yes: the network runs, and what it did is compared with what it did for examples that have a name.

nobody =
    A network that computes, and a look at the neighbours: no gradient, no training, and no label until the very end, when the neighbours vote.

    How many labels does that need? The next lesson begins with none.
