# Was von Schaltkreisen gesagt wird. Neuronen heißen so, wie der Schaltkreis sie nennt.
signals = { $count ->
    [one] Das Signal von { $names }
   *[other] Die Signale von { $names }
}
names = { $rest } und { $last }
names-rest = { $rest }, { $next }

too-early = { $signals } { $count ->
    [one] kam { $ms } ms zu früh: { $to } war noch refraktär, und es ist verloren.
   *[other] kamen { $ms } ms zu früh: { $to } war noch refraktär, und sie sind verloren.
}
tie = { $signal } und { $others } erreichten { $to } im selben Augenblick: das erste in der Liste des Schaltkreises brachte es zum Feuern, { $count ->
    [one] das andere ist
   *[other] die anderen sind
} verloren.
over-threshold = { $count ->
    [one] { $signals } hob { $to } über die Schwelle: es feuerte.
   *[other] { $signals } hoben { $to } zusammen über die Schwelle: es feuerte.
}
reached = { $signals } erreichte { $to }, als es bereit war: es feuerte.
first = { $signals } erreichte { $to } als erstes, als es bereit war: es feuerte.
no-effect = { $signals } { $count ->
    [one] erreichte { $to } und hat
   *[other] erreichten { $to } und haben
} keine Wirkung darauf.
inhibits = { $count ->
    [one] { $signals } hemmt { $to }.
   *[other] { $signals } hemmen { $to }.
}
excites = { $count ->
    [one] { $signals } erreichte { $to } und erregt es.
   *[other] { $signals } erreichten { $to } und erregen es.
}
too-little = { $count ->
    [one] { $signals } erreichte { $to }, war aber zu wenig, um es zum Feuern zu bringen.
   *[other] { $signals } erreichten { $to }, waren aber zu wenig, um es zum Feuern zu bringen.
}
held-back = { $signals } { $count ->
    [one] erreichte
   *[other] erreichten
} { $to } und hätte es zum Feuern gebracht: Die Hemmung durch { $by } hat das verhindert.
possessive = { $name }
grew = Das Gewicht von { $edge } stieg auf { $weight }.
shrank = Das Gewicht von { $edge } fiel auf { $weight }.
edge = { $from } nach { $to }
made-to-fire = { $count ->
    [one] { $names } wurde zum Feuern gebracht.
   *[other] { $names } wurden zum Feuern gebracht.
}
on-their-way = { $count ->
    [0] Nichts ist unterwegs.
    [one] Ein Signal ist unterwegs.
   *[other] { $count } Signale sind unterwegs.
}
sentence-tip = Was in diesem Schaltkreis zuletzt geschehen ist, bis zu der gezeigten Zeit

arrival-tip = Ein Signal von { $from } ging um { $left } ms ab und brauchte { $took } ms; um { $arrived } ms { $became }. Refraktionsverhältnis Δ = R / τ = { $ratio }.
became-won = brachte es { $to } zum Feuern
became-added = erreichte es { $to }, das bereit war
became-excites = erreichte es { $to }, das bereit war, und gab { $weight } zu dessen Potential
became-inhibits = hemmte es { $to } (Gewicht { $weight })
became-early = kam es { $early } ms zu früh: { $to } war noch refraktär, und es war verloren

# Lektionen: ihre Tafel und ihre Liste.
lessons = Lektionen
lessons-intro = Jede dauert ein paar Minuten: Etwas geschieht, Sie verändern es und sehen, was daraus wird. Eine eigene Lektion öffnet sich, wenn Sie ihre Datei auf das Fenster ziehen.
lessons-language = Sprache
lesson-place = Schritt { $step } von { $steps }
lesson-minutes = { $minutes ->
    [one] etwa eine Minute
   *[other] etwa { $minutes } Minuten
}
lesson-done = fertig
lesson-back = Zurück
lesson-next = Weiter
lesson-skip = Überspringen
lesson-finish = Beenden
lesson-next-lesson = Nächste Lektion
lesson-show = Zeig es mir
lesson-your-turn = Jetzt Sie
lesson-close = Schließt die Lektion: Was vorher da war, ist wieder da
lesson-formula = Die Formel
lesson-all = Alle Lektionen
