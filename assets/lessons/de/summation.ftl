title = Summation
summary = Schwache Signale summieren sich, verblassen und bringen ein Neuron nur dann zum Feuern, wenn sie dicht aufeinander folgen
source = Geometrisches dynamisches Perzeptron: gewichtete Ankünfte, mit exponentiellem Abklingen summiert, gegen eine Schwelle (George u. a. 2021, Abschnitt 3.2).

alone =
    Bisher genügte ein Signal. Hier gibt jedes { $weight } zum Potential von C, der weißen Linie unten, und C feuert erst an seiner Schwelle von { $threshold }, der gestrichelten Linie.

    Was dazukam, bleibt nicht: Es verblasst sofort.
alone-do = Schauen Sie sich die ersten beiden Signale an, die 8 ms auseinander liegen.
alone-done = Das zweite kam, als das meiste vom ersten fort war: Zusammen erreichten sie das { $peak }-fache der Schwelle.

together = Die nächsten beiden Signale sind genauso schwach, je { $weight }, aber sie liegen nur 2 ms auseinander.
together-do = Schauen Sie zu, wie C seine Schwelle erreicht.
together-done = Es hat gefeuert: Nach 2 ms war vom ersten genug übrig. Nach dem Spike beginnt das Potential wieder bei 0.

leak = Wie schnell das Potential verblasst, ist seine Membranzeitkonstante τ, jetzt { $tau } ms: Nach dieser Zeit sind 37 % übrig.
leak-formula = V ← V · e^(−Δt/τ) + w bei jeder Ankunft mit dem Gewicht w, Δt nach der vorigen; bei V ≥ θ feuert das Neuron, und V ← 0.
leak-do = Machen Sie die Zeitkonstante länger, bis auch die ersten beiden Signale C zum Feuern bringen.
leak-done = Mit { $tau } ms feuert C { $spikes }-mal. Ein Neuron, das langsam vergisst, hört eine Summe; eines, das schnell vergisst, hört nur, was zusammen kommt.

weight = Die Zeitkonstante ist wieder 5 ms. Es gibt einen anderen Weg: ein Signal, das mehr bringt.
weight-do = Machen Sie das Gewicht von A so groß, dass C dreimal feuert.
weight-done = Mit { $weight } hebt A allein C über seine Schwelle von { $threshold }: C feuert { $spikes }-mal.

check = Alles ist wieder wie am Anfang.
check-question = Die ersten beiden Signale bringen zusammen 1,2, mehr als die Schwelle von 1. Warum feuerte C nicht?
check-answer-1 = Das zweite fand C refraktär
check-answer-2 = Das meiste vom ersten war verblasst, als das zweite kam
check-answer-3 = Die Schwelle von C war gestiegen
check-reply-1 = C hatte noch nicht gefeuert, also war es nicht refraktär.
check-reply-2 = Ja: Mit beiden erreichte das Potential das { $peak }-fache der Schwelle.
check-reply-3 = Die Schwelle bleibt, wo sie ist.
