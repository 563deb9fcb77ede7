title = Erregung und Hemmung
summary = Ein Signal kann ein Neuron auch zurückhalten, wenn es rechtzeitig kommt
source = Hemmende Kanten sind negative Gewichte (George u. a. 2021, Abschnitt 3.2); dass B vom selben Neuron erregt wird wie C und es zurückhält, heißt Vorwärtshemmung. Im Hippocampus folgt sie der Erregung meist nach kurzer Verzögerung (Pouille und Scanziani 2001, Science 293).

silent =
    Das Signal von A bringt { $weight }, mehr als die Schwelle von C, { $threshold }: Allein brächte es C jedes Mal zum Feuern.

    Aber A erregt auch B, und die blaue Kante von B nach C hemmt.
silent-do = Schauen Sie zu, wie das Signal von A bei C ankommt.
silent-done = C blieb stumm.

why =
    Das Signal von B kam zuerst. Es bringt { $weight }: Es drückte das Potential von C unter 0, und bevor das verblasst war, kam das Signal von A.

    Höchstens das { $peak }-fache seiner Schwelle erreicht C in diesem Durchgang.
why-formula = V ← V · e^(−Δt/τ) + w, mit w unter 0, wo ein Signal hemmt.
why-question = Wann wirkt die Hemmung durch B am besten?
why-answer-1 = Kurz bevor das Signal von A ankommt
why-answer-2 = Kurz nachdem das Signal von A angekommen ist
why-answer-3 = Es ist gleich, wann
why-reply-1 = Ja: Dann ist das meiste davon übrig.
why-reply-2 = Dann hat C schon gefeuert.
why-reply-3 = Sie verblasst wie Erregung: Kommt sie früher, ist weniger übrig; kommt sie später, hat C gefeuert.

late = Das Signal von A braucht { $a } ms bis C. Das von B braucht { $b } ms, nachdem B gefeuert hat.
late-do = Machen Sie das Signal von B langsamer, bis C feuert.
late-done = Jetzt braucht das Signal von B { $b } ms: Es kommt zu spät, und C feuert. In diesem Durchgang feuert es { $spikes ->
    [one] einmal
   *[other] { $spikes }-mal
}.

weak = Das Signal von B ist wieder so schnell wie zuvor. Was könnte C sonst feuern lassen?
weak-do = Machen Sie die Hemmung durch B schwächer, bis C feuert.
weak-done = Mit { $weight } wird zu wenig weggenommen: C feuert { $spikes ->
    [one] einmal
   *[other] { $spikes }-mal
}.

both = Hemmung entscheidet wie die Zeit: Ein Neuron feuert, wenn Erregung kommt und nichts es kurz zuvor zurückgehalten hat.

    Auch in den großen Netzen dieses Programms hemmen manche Kanten. Lektion 10 zeigt, was ohne sie aus einem Netz wird.
