title = Zehn Namen
summary = Jemand sagt, was zehn Ziffern sind; die Namen breiten sich von Nachbar zu Nachbar aus
source = Namen, die sich durch den Graphen der nächsten Nachbarn ausbreiten: Zhou u. a. 2004, „Learning with local and global consistency“ (NIPS 16); wie dieses Programm es macht, steht in docs/model.md.

away =
    Die Namen der Wolke sind weggelegt: Ihre Punkte sind grau, und niemand hat gesagt, was sie sind. Was bleibt, ist, wie nahe sie beieinander liegen.
away-do = Warten Sie, bis 1.000 davon da sind: bisher { $references }.
away-done = { $references } Ziffern ohne Namen.

first =
    Jetzt sagen Sie es. Das Programm fragt nach der Ziffer, deren Name am meisten hilft: Drücken Sie N, schauen Sie sie an, und drücken Sie die Taste ihrer Ziffer.
first-do = Benennen Sie eine Ziffer: N, dann 0 bis 9.
first-done = Der Name geht von Nachbar zu Nachbar, wie ein Tropfen Farbe. Solange es nur einen Namen gibt, wird alles dafür gehalten: { $percent } % der anderen stimmen dadurch.

ten = Weiter: N, und die Taste der Ziffer, nach der es fragt.
ten-do = Benennen Sie Ziffern, bis jede der zehn einen Namen hat. Bisher: { $classes ->
        [one] 1 von 10.
       *[other] { $classes } von 10.
    }
ten-done = Sie haben { $told } benannt, und { $percent } % der anderen Punkte dieser Wolke stimmen. Um das zu zählen, hat das Programm ihre Namen behalten; benutzt hat es keinen davon.
ten-question = Warum reichen so wenige Namen so weit?
ten-answer-1 = Ähnliche Ziffern liegen auch ohne Namen nahe beieinander
ten-answer-2 = Das Netz lernt aus jedem Namen
ten-answer-3 = Das Programm kannte die Namen die ganze Zeit
ten-reply-1 = Ja: Die Namen färben nur, was schon da ist.
ten-reply-2 = Das Netz bleibt, wie es ist; nur die Farben der Punkte ändern sich.
ten-reply-3 = Es benutzte sie nur, um zu zählen, wie viele stimmen.

back = T gibt die Namen zurück, hier und überall. Wenn Sie diese Lektion verlassen, sind sie ohnehin wieder da, und auch, was Sie vorher gesagt hatten.

    Die letzte Lektion nimmt das Netz auseinander: Was ist jede seiner Zutaten wert?
