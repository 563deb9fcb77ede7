title = Nachbarn stimmen ab
summary = Wie sich die Gewichte bewegen, ist ein Ort in einer Wolke, und seine Nachbarn geben ihm einen Namen
source = Die Bahn der Kantengewichte als Einbettung, klassifiziert durch k nächste Nachbarn: George u. a. 2021 (arXiv 2103.08878), Abschnitt 4. Die Regel, die hier die Gewichte bewegt, ist die dieses Programms: docs/model.md.

weights =
    Während eine Ziffer gezeigt wird, bewegen sich die Gewichte zwischen den Neuronen: Jedes Signal, das ankommt, senkt seine Kante ein wenig, jeder Spike ihres Ziels hebt sie, und Paare innerhalb weniger Millisekunden zählen noch einmal, wie in Lektion 6.

    { $plastic } Kanten können hier lernen.
weights-do = Schauen Sie zu bis 100 ms.
weights-done = { $moved } davon haben sich bewegt. Wohin, sagt vor allem, wie oft ihre beiden Neuronen feuerten, und das hängt von der Ziffer ab.

cloud =
    Alle diese Änderungen zusammen sind { $plastic } Zahlen: ein Ort in einem Raum mit so vielen Dimensionen. Die Wolke rechts zeigt die drei Richtungen, in denen sich Ziffern am meisten unterscheiden.

    Jeder andere Punkt ist eine Ziffer, die demselben Netz gezeigt wurde, aus einer Menge, die zum Vergleichen da ist. Die Farben sind Namen, die Menschen ihnen gaben; das Netz kennt keinen.
cloud-do = Warten Sie, bis 1.000 davon da sind: bisher { $references }.
cloud-done = { $references } Punkte: Ziffern, die für das Netz ähnlich sind, liegen nahe beieinander.

vote = Die gezeigte Ziffer ist der helle Punkt: Er geht davon aus, wo alle Ziffern beginnen, und wandert, wie sich ihre Gewichte bewegen. Wo immer sie ist, hat sie Nachbarn.
vote-do = Schauen Sie, wo sie bei 300 ms ist.
vote-done = Ihre { $neighbours } nächsten stimmen ab: { $votes } % für eine { $label }. Nähere zählen mehr; nahe heißt in allen Dimensionen, nicht nur in den drei sichtbaren.

other = Versuchen Sie eine andere.
other-do = Zeigen Sie ihm eine 5: Drücken Sie die Taste 5. Warten Sie auf ihren Namen.
other-done = Ihre Nachbarn nennen sie eine { $label }, mit { $votes } % der Stimmen. Das kann falsch sein: Dann liegt sie zwischen anderen.
other-question = Was wurde hier trainiert?
other-answer-1 = Die Gewichte zwischen den Neuronen
other-answer-2 = Die Wolke
other-answer-3 = Nichts
other-reply-1 = Sie bewegen sich, während eine Ziffer gezeigt wird, und beginnen für die nächste wieder bei denselben Werten.
other-reply-2 = Die Wolke ist nur das, was dasselbe Netz aus anderen Ziffern gemacht hat.
other-reply-3 = Ja: Das Netz läuft, und was es tat, wird mit dem verglichen, was es bei Beispielen tat, die einen Namen haben.

nobody =
    Ein Netz, das rechnet, und ein Blick auf die Nachbarn: kein Gradient, kein Training und kein Name bis ganz zum Schluss, wenn die Nachbarn abstimmen.

    Wie viele Namen braucht das? Die nächste Lektion beginnt ohne einen.
