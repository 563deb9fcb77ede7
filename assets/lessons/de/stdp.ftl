title = Vorher und nachher
summary = Plastizität durch Spike-Zeiten (STDP): Signale kurz vor einem Spike werden stärker
source = STDP: Bi und Poo 1998 (J. Neurosci. 18); früheres Feuern durch STDP: Song, Miller und Abbott 2000 (Nat. Neurosci. 3). Hier nur mit den nächsten Spikes und festen Grenzen (docs/presets.md), in Schritten, die groß genug sind, um sie zu sehen: In Experimenten werden Paare viele Male wiederholt.

pairs =
    C hat drei Eingänge. Alle 15 ms bringt „driver“ es zum Feuern. Ein Signal von „early“ kommt kurz davor, eines von „late“ kurz danach.

    Beide beginnen mit einem Gewicht von { $weight }. Unter den Neuronen sehen Sie die Gewichte im Lauf der Zeit.
pairs-do = Schauen Sie, wie C zweimal feuert und was das mit den Gewichten macht.
pairs-done = Jedes Mal, wenn C feuert, geht „early“ eine Stufe hinauf; kommt „late“, geht es hinunter.

moved = Die Zeit läuft jetzt fünfmal so schnell.
moved-do = Schauen Sie zu bis 120 ms.
moved-done = C feuert in diesem Durchgang { $spikes }-mal. „early“ geht von { $early_from } auf { $early_to }, „late“ von { $late_from } auf { $late_to }. Zuletzt bringt „early“ C allein zum Feuern, und C feuert früher als am Anfang.

swap = „early“ wird belohnt, weil es vor dem Spike von C kommt, durch seine Zeit und durch nichts sonst.
swap-do = Verzögern Sie das Signal von „early“, bis sein Gewicht fällt.
swap-done = Mit einer Verzögerung von { $delay } ms kommt es nach dem Spike, und sein Gewicht geht von { $early_from } auf { $early_to }.

rule = Das ist Plastizität durch Spike-Zeiten, STDP: Jede Kante schaut nur auf ihre beiden Enden, und darauf, welches zuerst kam.
rule-formula = Ein Spike, der Δt nach einer Ankunft folgt, gibt A₊ · e^(−Δt/τ₊) zum Gewicht; eine Ankunft, die Δt nach einem Spike folgt, nimmt A₋ · e^(−Δt/τ₋) davon weg.
rule-question = Was stärkt diese Regel?
rule-answer-1 = Signale, die oft kommen
rule-answer-2 = Signale, die nach einem Spike kommen
rule-answer-3 = Signale, die einen Spike vorhersagen
rule-reply-1 = „late“ kommt so oft wie „early“ und wird schwächer.
rule-reply-2 = Die werden schwächer.
rule-reply-3 = Ja, allein nach der Reihenfolge: Was kurz davor kommt, hatte vielleicht einen Anteil daran.

nobody =
    Niemand hat C gesagt, was richtig ist, und kein Fehler wurde zurückgeschickt. Die Gewichte haben sich bewegt, weil das Netz lief.

    In den nächsten Lektionen schaut ein ganzes Netz aus solchen Kanten eine handgeschriebene Ziffer an.
