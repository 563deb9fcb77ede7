title = Refraktarität
summary = Wie lange ein Neuron taub ist, gegen die Zeit, die Signale brauchen: das Refraktionsverhältnis
source = Refraktionsverhältnis: Silva 2019 (Neural Computation 31). Median von 0,92 in Axonbäumen: Puppo, George und Silva 2018, „An optimized structure-function design principle underlies efficient signaling dynamics in neurons“ (Scientific Reports 8, doi 10.1038/s41598-018-28527-2).

deaf =
    A feuert alle 5 ms, B alle 7 ms, und alle ihre Signale brauchen gleich lange zu C. Das erste, das C erreicht, bringt es zum Feuern; danach ist C { $refractory } ms lang refraktär.

    In diesem Durchgang erreichen { $arrivals } Signale C.
deaf-do = Schauen Sie zu, bis drei davon zu früh gekommen sind.
deaf-done = { $lost } der { $arrivals } sind insgesamt verloren. Welche, hängt davon ab, was vor ihnen kam.

ratio =
    Zwei Zeiten wirken: wie lange C taub ist, R = { $refractory } ms, und wie lange ein Signal unterwegs ist, τ = { $delay } ms. Ihr Quotient ist das Refraktionsverhältnis: { $ratio }.
ratio-formula = Δᵢⱼ = Rⱼ / τᵢⱼ: die Refraktärzeit des Neurons j durch die Verzögerung des Signals von i nach j.
ratio-do = Machen Sie die Refraktärzeit kurz: ein Verhältnis von höchstens 0,2.
ratio-done = Bei einem Verhältnis von { $ratio } feuert C { $spikes }-mal, und { $lost ->
        [0] kein Signal ist
        [one] ein Signal ist
       *[other] { $lost } Signale sind
    } verloren. C wiederholt, was es hört: Fast nichts tritt in Wettbewerb, also wird fast nichts entschieden.

long = Nun umgekehrt: Was, wenn C viel länger taub ist, als Signale brauchen?
long-do = Machen Sie die Refraktärzeit lang: ein Verhältnis von mindestens 3.
long-done = Bei einem Verhältnis von { $ratio } verliert C { $lost } von { $arrivals } Signalen und feuert { $spikes }-mal. Es verpasst das meiste von dem, was um es herum geschieht.

balance =
    Zurück dahin, wo R und τ fast gleich sind: ein Verhältnis von { $ratio }. C feuert { $spikes }-mal, { $from_a }-mal durch A und { $from_b }-mal durch B, und { $lost } Signale verlieren.

    Jetzt sagt jeder Spike von C, dass ein Signal rechtzeitig kam und ein anderes nicht. Das ist eine Entscheidung, und sie hängt von den genauen Zeiten ab.
balance-question = Warum geht bei einem Verhältnis weit über 1 Information verloren?
balance-answer-1 = Die meisten Signale kommen, während C taub ist, was immer sie sagen
balance-answer-2 = Signale brauchen zu lange, bis sie ankommen
balance-answer-3 = C feuert zu oft
balance-reply-1 = Ja: Sie hinterlassen keine Spur. Weit unter 1 kommen alle durch, und nichts wird verglichen.
balance-reply-2 = Ihre Verzögerung ist dieselbe wie zuvor; es ist C, das sich langsam erholt.
balance-reply-3 = Es ist umgekehrt: Es feuert kaum noch.

axons =
    Neuronen scheinen dieses Gleichgewicht zu halten. Puppo, George und Silva schätzten das Verhältnis für fast 12.000 Zweige der Axone von Korbzellen aus deren Gestalt und Dicke: Der Median war 0,92, nahe bei 1.

    In jedem Netz dieses Programms lässt es sich nachsehen: Klicken Sie auf ein Neuron, und sein Wettlauf zeigt das Verhältnis jeder seiner Kanten.
