title = Was jeder Teil wert ist
summary = Nehmen Sie dem Netz etwas weg, und sehen Sie, was übrig bleibt
source = Läsionen wie in docs/results.md, „What carries the code“, wo sie mit viel mehr Ziffern, gepaart und mit Vertrauensbereichen gemessen sind.

whole =
    Wie gut ist eine Wolke? Nehmen Sie jeden ihrer Punkte einmal heraus, und lassen Sie seine nächsten Nachbarn sagen, was er ist. Haben sie recht, liegen gleiche Ziffern beieinander.

    Diese Wolke ist aus { $references } Ziffern.
whole-do = Warten Sie, bis sie alle dem Netz gezeigt wurden.
whole-done = { $percent } % werden von ihren Nachbarn richtig genannt. Auf diese Ziffer antwortet das Netz mit { $spikes } Spikes.

delays =
    Nun wird etwas weggenommen: Alle erregenden Signale vom Blatt brauchen gleich lange, ebenso die hemmenden und die zwischen den Neuronen. Alles andere ist, wie es war. Die Ziffern werden wieder gezeigt.
delays-do = Warten Sie, bis sie alle gezeigt wurden.
delays-done = { $percent } %, wo es { $whole } % waren. Ohne Unterschiede der Verzögerung ist es nicht mehr wichtig, welche Striche ein Neuron zugleich erreichen.

inhibition = Die Verzögerungen sind wieder da. Diesmal wird alle Hemmung weggenommen.
inhibition-do = Warten Sie, bis sie alle gezeigt wurden.
inhibition-done = { $percent } %, wo es { $whole } % waren. Aber schauen Sie auf das Netz: Auf dieselbe Ziffer antwortet es mit { $spikes } Spikes, wo es { $spikes_whole } waren.

refractoriness = Die Hemmung ist wieder da. Nun ist kein Neuron länger als einen Tick refraktär, und nichts, was ankommt, ist verloren.
refractoriness-do = Warten Sie, bis sie alle gezeigt wurden.
refractoriness-done = { $percent } %, wo es { $whole } % waren, mit { $spikes } Spikes, wo es { $spikes_whole } waren.

sum =
    Ganz: { $whole } %. Gleiche Verzögerungen: { $delays } %. Keine Hemmung: { $inhibition } %. Keine Refraktarität: { $refractoriness } %.

    Das sind wenige Ziffern: Unterschiede von zwei oder drei Punkten können Zufall sein.
sum-question = Worauf von den dreien baut die Antwort des Netzes?
sum-answer-1 = Auf die Verzögerungen
sum-answer-2 = Auf die Hemmung
sum-answer-3 = Auf die Refraktarität
sum-reply-1 = Ja: Wo Neuronen liegen, entscheidet, worauf sie antworten. Die anderen beiden halten die Antwort sparsam.
sum-reply-2 = Ohne sie feuert das Netz viel mehr, aber gleiche Ziffern liegen noch beieinander.
sum-reply-3 = Sie hält das Netz davon ab, ständig zu feuern; sonst geht hier wenig verloren.
