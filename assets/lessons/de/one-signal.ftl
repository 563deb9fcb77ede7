title = Ein Signal
summary = Warum ein Signal Zeit braucht: die Länge seines Axons und wie schnell es geleitet wird
source = Leitungsverzögerungen sind das τ = d / s von Silva 2019 (Neural Computation 31) und von George u. a. 2021 (arXiv 2103.08878); Geschwindigkeiten: Swadlow und Waxman 2012 (Scholarpedia 7, 1451).

signal =
    Neuron A feuert, und ein Signal macht sich auf den Weg durch sein Axon. Es ist nicht sofort bei B: Das Axon ist { $length } mm lang, und das Signal legt { $speed } mm in einer Millisekunde zurück.

    Unter dem Bild läuft die Zeit von links nach rechts. Ein weißer Strich ist ein Spike, ein Punkt ein Signal, das ankommt.
signal-do = Schauen Sie zu, bis das Signal B erreicht und B feuert.
signal-done = B hat gefeuert: In diesem Schaltkreis genügt ein Signal.

delay =
    Wie lange ein Signal unterwegs ist, ist seine Verzögerung: die Länge des Weges durch die Leitungsgeschwindigkeit.

    { $length } mm mit { $speed } mm/ms brauchen { $delay } ms. A feuerte bei { $left } ms, also feuerte B bei { $fired } ms.
delay-formula = τ = d / s: die Verzögerung τ in Millisekunden, die Länge des Weges d in Millimetern, die Leitungsgeschwindigkeit s in Millimetern je Millisekunde, also in Metern je Sekunde.
delay-question = Dasselbe Signal, aber ein doppelt so langes Axon. Wann kommt es an?
delay-answer-1 = Nach derselben Zeit
delay-answer-2 = Nach der doppelten Zeit
delay-answer-3 = Nach der halben Zeit
delay-reply-1 = Dafür müsste es doppelt so schnell sein.
delay-reply-2 = Ja: der doppelte Weg bei gleicher Geschwindigkeit.
delay-reply-3 = Es hat den doppelten Weg vor sich.

faster = Wie schnell ein Signal ist, hängt vom Axon ab. 1 mm in einer Millisekunde ist ein Meter in der Sekunde: So schnell oder langsamer leiten nackte Axone, dicke mit einer Hülle aus Myelin mit bis zu etwa 120 m/s. Hier braucht das Signal { $delay } ms.
faster-do = Erhöhen Sie die Geschwindigkeit, bis das Signal höchstens 3 ms braucht. Der Schaltkreis läuft sofort wieder.
faster-done = Schneller, und darum früher.

longer = Ein Signal kann auch aus einem anderen Grund spät kommen: Sein Weg ist länger. Die Geschwindigkeit ist wieder, wie sie war.
longer-do = Machen Sie das Axon so lang, dass das Signal mindestens 10 ms braucht.
longer-done = B feuert jetzt { $delay } ms nach A, und auch alles, was B erreicht, ist später. Das Bild bleibt, wie es ist: Das Axon könnte gewunden sein.

why =
    In den meisten künstlichen Netzen ist ein Signal sofort da. Hier nicht, und genau damit rechnet dieses Modell: Was wann ankommt, hängt davon ab, wo Neuronen liegen und wie schnell ihre Axone leiten.

    In der nächsten Lektion gehen zwei Signale zugleich los, und nur eines kann gewinnen.
