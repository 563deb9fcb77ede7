title = Ein Wettlauf
summary = Zwei Signale, ein Neuron: Das erste gewinnt, das andere ist verloren
source = Wettbewerb um die erste wirksame Ankunft: Silva 2019, „The effect of signaling latencies and node refractory states on the dynamics of networks“ (Neural Computation 31).

start = A und B feuern im selben Augenblick, und beide erreichen C. Aber das Axon von A ist { $a } mm lang und das von B { $b } mm, bei je { $speed } mm/ms.
start-do = Schauen Sie, was aus dem zweiten Signal wird.
start-done = Ein Funke: Das zweite Signal kam an und war verloren.

winner =
    Das Signal von A brauchte { $a } ms und brachte C bei { $fired } ms zum Feuern. Von da an ist C { $refractory } ms lang refraktär, der Streifen unten: Es hört nichts.

    Das Signal von B brauchte { $b } ms und kam in dieser Zeit. Es ist durchgestrichen.
winner-formula = Von allen Signalen auf dem Weg zu j gewinnt das, für das die Zeit bis zur Ankunft, vermindert um die Refraktärzeit, die j noch bleibt, am kleinsten und nicht negativ ist: argmin über i von τ̄ᵢⱼ − R̄ⱼ ≥ 0.
winner-question = Was entscheidet diesen Wettlauf?
winner-answer-1 = Welches Neuron größer ist
winner-answer-2 = Welches Signal stärker ist
winner-answer-3 = Welches Signal zuerst bei einem bereiten Neuron ist
winner-reply-1 = Alle Neuronen dieses Schaltkreises sind gleich.
winner-reply-2 = In diesem Schaltkreis sind alle Signale gleich: Eines genügt, damit C feuert.
winner-reply-3 = Ja: wann es kommt, nicht wie stark es ist.

turn = Lassen Sie das andere gewinnen. Das Signal von A braucht { $a } ms, das von B { $b } ms.
turn-do = Machen Sie das Signal von B schneller, bis es C zum Feuern bringt.
turn-done = Das Signal von B braucht { $b } ms und gewinnt. Jetzt ist das von A verloren.

both = Das Signal von B ist wieder so schnell wie zuvor. Muss immer eines verlieren?
both-do = Verkürzen Sie die Refraktärzeit von C, bis beide Signale es zum Feuern bringen.
both-done = Mit { $refractory } ms ist C wieder bereit, wenn das zweite Signal kommt, und feuert { $spikes }-mal.

why =
    Was ein Neuron hier tut, hängt allein von der Zeit ab: davon, wie lange Signale unterwegs sind, und davon, wie lange es taub ist, nachdem es gefeuert hat.

    Die nächste Lektion macht aus diesen beiden Zeiten eine einzige Zahl.
