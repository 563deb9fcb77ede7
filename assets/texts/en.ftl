# What is said of circuits. Neurons are named by the circuit.
signals = { $count ->
    [one] { $names }’s signal
   *[other] { $names }’s signals
}
names = { $rest } and { $last }
names-rest = { $rest }, { $next }

too-early = { $signals } came { $ms } ms too early: { $to } was still refractory, and { $count ->
    [one] it is
   *[other] they are
} lost.
tie = { $signal } and { $others } reached { $to } at the same moment: the first in the circuit’s list fired it, and { $count ->
    [one] the other is
   *[other] the others are
} lost.
over-threshold = { $count ->
    [one] { $signals } took { $to } over its threshold: it fired.
   *[other] { $signals } together took { $to } over its threshold: it fired.
}
reached = { $signals } reached { $to } when it was ready: it fired.
first = { $signals } was the first to reach { $to } when it was ready: it fired.
no-effect = { $signals } reached { $to }, and { $count ->
    [one] has
   *[other] have
} no effect on it.
inhibits = { $count ->
    [one] { $signals } inhibits { $to }.
   *[other] { $signals } inhibit { $to }.
}
excites = { $signals } reached { $to }, and { $count ->
    [one] excites
   *[other] excite
} it.
too-little = { $signals } reached { $to }, but { $count ->
    [one] it was
   *[other] they were
} too little to fire it.
held-back = { $count ->
    [one] { $signals } reached { $to }, and would have fired it: { $by } inhibition kept it from firing.
   *[other] { $signals } reached { $to }, and would have fired it: { $by } inhibition kept it from firing.
}
possessive = { $name }’s
grew = The weight of { $edge } grew to { $weight }.
shrank = The weight of { $edge } fell to { $weight }.
edge = { $from } to { $to }
made-to-fire = { $count ->
    [one] { $names } was made to fire.
   *[other] { $names } were made to fire.
}
on-their-way = { $count ->
    [0] Nothing is on its way.
    [one] A signal is on its way.
   *[other] { $count } signals are on their way.
}
sentence-tip = The last that happened in this circuit, up to the time that is shown

arrival-tip = A signal of { $from } left at { $left } ms and took { $took } ms; at { $arrived } ms { $became }. Refraction ratio Δ = R / τ = { $ratio }.
became-won = it made { $to } fire
became-added = it reached { $to }, which was ready
became-excites = it reached { $to }, which was ready, and added { $weight } to its potential
became-inhibits = it inhibited { $to } (weight { $weight })
became-early = it came { $early } ms too early: { $to } was still refractory, and it was lost

# Lessons: their panel and their list.
lessons = Lessons
lessons-intro = Each takes a few minutes: something happens, you change it, and see what becomes of it. A lesson of your own opens when you drop its file on the window.
lessons-language = Language
lesson-place = Step { $step } of { $steps }
lesson-minutes = { $minutes ->
    [one] about a minute
   *[other] about { $minutes } minutes
}
lesson-done = done
lesson-back = Back
lesson-next = Next
lesson-skip = Skip
lesson-finish = Finish
lesson-next-lesson = Next lesson
lesson-show = Show me
lesson-your-turn = Your turn
lesson-close = Close the lesson: what was there before comes back
lesson-formula = The formula
lesson-all = All lessons
