title = Ten names
summary = Somebody says what ten digits are; the names spread from neighbour to neighbour
source = Labels that spread through the graph of nearest neighbours: Zhou et al. 2004, “Learning with local and global consistency” (NIPS 16); how this program does it is in docs/model.md.

away =
    The labels of the cloud are put away: its points are grey, and nobody has said what any of them is. What is left is how near they lie to each other.
away-do = Wait until 1,000 of them are there: { $references } by now.
away-done = { $references } digits without a name.

first =
    Now you tell. The program asks about the digit whose name would help most: press N, look at it, and press the key of its digit.
first-do = Name one digit: N, then 0 to 9.
first-done = The name goes from neighbour to neighbour, like a drop of dye. While there is one name, everything is taken for it: { $percent } % of the others are right by that.

ten = Go on: N, and the key of the digit that it asks about.
ten-do = Name digits until each of the ten has a name. So far: { $classes ->
        [one] 1 of 10.
       *[other] { $classes } of 10.
    }
ten-done = You told { $told }, and { $percent } % of the other points of this cloud are right. The program kept their labels to count this, and used none of them.
ten-question = Why do so few names reach so far?
ten-answer-1 = Digits that look alike lie near each other without any name
ten-answer-2 = The network learns from each name
ten-answer-3 = The program knew the labels all along
ten-reply-1 = Yes: the names only colour what is there already.
ten-reply-2 = The network stays as it is; only the colours of the points change.
ten-reply-3 = It used them only to count how many are right.

back = T gives the labels back, here and anywhere. As you leave this lesson they are back in any case, and so is what you had told before it.

    The last lesson takes the network apart: what is each of its ingredients worth?
