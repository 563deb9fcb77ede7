title = Eine Ziffer in der Zeit
summary = Aus einer handgeschriebenen Ziffer wird ein Muster: wer wann feuert
source = Ziffern vor einem Netz dieser Art: George u. a. 2021 (arXiv 2103.08878), Abschnitt 4. Reiz und Verdrahtung dieses Netzes: docs/model.md.

sheet =
    Unten liegt ein Blatt mit einem Neuron je Pixel und darauf eine handgeschriebene Ziffer. { $inked } Pixel haben Tinte. Sie feuern zusammen und alle { $period } ms wieder; blasse lassen manche dieser Salven aus.

    Darüber schweben { $neurons } Neuronen, die zuhören.
sheet-do = Schauen Sie zu, bis zwanzig davon gefeuert haben.
sheet-done = { $fired } haben bis jetzt gefeuert.

place =
    Langsamer: Jedes Signal legt { $speed } Pixel in einer Millisekunde zurück, also entscheidet der Weg, wann es ankommt. Signale von manchen Stellen erreichen ein Neuron zugleich, die von anderen nacheinander.

    Ein Signal allein ist zu schwach. Ein Neuron feuert, wo viele auf einmal ankommen.
place-do = Schauen Sie zu, wie die erste Salve ankommt, bis 30 ms.
place-done = { $lost } Signale kamen bis jetzt zu früh: Ihr Neuron hatte gerade gefeuert.
place-question = Worauf antwortet eines dieser Neuronen?
place-answer-1 = Darauf, wie viel Tinte da ist
place-answer-2 = Auf Striche, deren Signale es zugleich erreichen
place-answer-3 = Auf den Namen der Ziffer
place-reply-1 = Dieselbe Tinte an anderer Stelle bringt andere Neuronen zum Feuern.
place-reply-2 = Ja: Wo es neben dem Blatt liegt, entscheidet, welche Striche das sind.
place-reply-3 = Niemand hat ihm einen Namen gesagt.

other = Eine andere Ziffer, ein anderes Muster.
other-do = Zeigen Sie ihm eine 8: Drücken Sie die Taste 8.
other-done = Sie brachte bis jetzt { $fired } der { $neurons } Neuronen zum Feuern, andere als zuvor und zu anderen Zeiten.

pattern =
    Das ist alles, was das Netz tut: Es macht aus einem Bild Zeiten. Nichts darin wurde trainiert, Ziffern zu kennen.

    Die nächste Lektion zeigt, wie ein solches Muster einen Namen bekommt.
