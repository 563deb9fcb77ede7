title = Refraktarität
summary = Wie lange ein Neuron taub ist, gegen die Zeit, die Signale brauchen: das Refraktionsverhältnis
source = Refraktionsverhältnis: Silva 2019 (Neural Computation 31, doi 10.1162/neco_a_01241). Median von 0,92 über fast 12.000 Zweige: Puppo, George und Silva 2018, „An optimized structure-function design principle underlies efficient signaling dynamics in neurons“ (Scientific Reports 8, doi 10.1038/s41598-018-28527-2), wie ihre Universität berichtete.

deaf =
    A feuert alle 5 ms, B alle 7 ms, und alle ihre Signale brauchen gleich lange zu C. Das erste, das C erreicht, bringt es zum Feuern; danach ist C { $refractory } ms lang refraktär.

    In diesem Durchgang erreichen { $arrivals } Signale C.
deaf-do = Schauen Sie zu, bis drei davon zu früh gekommen sind.
deaf-done = { $lost } der { $arrivals } sind insgesamt verloren. Welche, hängt davon ab, was vor ihnen kam.

echo =
    Ein anderer Schaltkreis: A und B erregen einander, und beide werden einmal zum Feuern gebracht, im selben Augenblick. Jedes Signal braucht { $delay } ms; jedes Neuron ist { $refractory } ms lang refraktär.

    Die Refraktärzeit durch die Verzögerung ist das Refraktionsverhältnis: { $ratio }.
echo-formula = Δᵢⱼ = Rⱼ / τᵢⱼ: die Refraktärzeit des Neurons j durch die Verzögerung des Signals von i nach j.
echo-do = Schauen Sie, was aus den beiden Signalen wird.
echo-done = Beide kamen zu früh, jedes zu einem Neuron, das noch taub war. Jetzt ist alles still.

border = Könnten sie einander antworten?
border-do = Verkürzen Sie die Refraktärzeit beider, bis A fünfmal oder öfter feuert.
border-done = Bei einem Verhältnis von { $ratio } feuert A { $spikes }-mal: Jedes Signal findet sein Neuron jetzt bereit.

why = Die Grenze liegt bei 1. Neuronen, die zugleich gefeuert haben, hören einander, wenn das Verhältnis ihrer Kante höchstens 1 ist: Dann kommt das Signal, wenn sein Neuron wieder bereit ist. Hier ist es { $ratio }.
why-question = Und wenn das Verhältnis weit unter 1 liegt?
why-answer-1 = Das Neuron ist längst bereit und wartet: Anderes kann es inzwischen zum Feuern bringen
why-answer-2 = Das Signal kommt zu früh
why-answer-3 = Das Neuron feuert nicht mehr
why-reply-1 = Ja: Weit über 1 gehen Signale verloren, weit unter 1 antwortet ein Neuron auf alles, was kommt. Nahe bei 1 kommt ein Signal gerade dann, wenn es gebraucht werden kann. Silva nennt das wirksame Signalübertragung.
why-reply-2 = Das ist über 1 so.
why-reply-3 = Dann bringt es jedes Signal zum Feuern.

axons =
    Ist es in der Natur so? Puppo, George und Silva berechneten Verzögerungen für fast 12.000 Zweige der Axone von Korbzellen aus deren Gestalt und Dicke und nahmen Refraktärzeiten aus der Literatur. Der Median des Verhältnisses war 0,92, nahe bei 1.

    Das ist eine Art von Zellen, und die Refraktärzeit ist die des eigenen Axons statt die des Ziels. Außerhalb der Lektionen lässt es sich in jedem Netz dieses Programms nachsehen: Klicken Sie auf ein Neuron, und links zeigt sein Wettlauf das Verhältnis jeder seiner Kanten.
