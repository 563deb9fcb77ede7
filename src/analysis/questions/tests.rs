use super::super::graph::tests::{built, clusters, dense_spread, full, pool, random, spec};
use super::*;
use crate::analysis::References;

fn prepared(graph: &Arc<Graph>, spec: QuestionSpec) -> Questions {
    Questions::prepare(Arc::clone(graph), spec, &|_, _| true).unwrap().expect("nobody ends it")
}

/// What is asked one after the other, at most `most`, beginning with what is known.
fn asked(questions: &mut Questions, known: &[usize], most: usize) -> Vec<usize> {
    let mut list = known.to_vec();
    while list.len() < known.len() + most {
        let Some(next) = questions.next(&list, &[]).unwrap() else { break };
        list.push(next);
    }
    list.split_off(known.len())
}

#[test]
fn one_of_each_cluster_is_asked_for_first() {
    for side in [1.3, 50.0] {
        let graph = Arc::new(built(&clusters(400, side), 2, spec()));
        for seed in 0..5 {
            let mut questions = prepared(&graph, QuestionSpec { candidates: 60, seed });
            let mut first: Vec<usize> =
                asked(&mut questions, &[], 4).iter().map(|i| i % 4).collect();
            first.sort_unstable();
            assert_eq!(first, [0, 1, 2, 3], "side {side}, seed {seed}");
        }
    }
}

#[test]
fn what_is_known_is_not_asked_for() {
    let graph = Arc::new(built(&clusters(400, 50.0), 2, spec()));
    let mut questions = prepared(&graph, QuestionSpec { candidates: 60, seed: 1 });
    let candidates: Vec<usize> = questions.candidates().collect();
    let of_cluster = |wanted: usize, drawn: bool| {
        (0..400).find(|i| i % 4 == wanted && candidates.contains(i) == drawn).unwrap()
    };
    // One that was drawn, one that was not.
    let known = [of_cluster(2, true), of_cluster(1, false)];
    let mut first: Vec<usize> = asked(&mut questions, &known, 2).iter().map(|i| i % 4).collect();
    first.sort_unstable();
    assert_eq!(first, [0, 3]);
    // What nobody could answer is not asked for again; another of that cluster is.
    let one = questions.next(&known, &[]).unwrap().unwrap();
    let other = questions.next(&known, &[one]).unwrap().unwrap();
    assert_ne!(other, one);
    let list = [known[0], known[1], other];
    assert_ne!(questions.next(&list, &[one]).unwrap(), Some(one));
    // Taking back is leaving out, in any order and whatever was asked for meanwhile.
    let mut fresh = prepared(&graph, QuestionSpec { candidates: 60, seed: 1 });
    for known in [&known[..], &known[..1], &known[1..], &[], &[known[1], known[0], known[1]]] {
        assert_eq!(asked(&mut questions, known, 6), asked(&mut fresh, known, 6), "{known:?}");
        fresh = prepared(&graph, QuestionSpec { candidates: 60, seed: 1 });
    }
}

#[test]
fn what_joined_and_was_named_counts_and_is_forgotten_with_its_graph() {
    let rows = clusters(400, 50.0);
    let base = Arc::new(built(&rows, 2, spec()));
    let labels = vec![0; 400];
    let refs = References::new(&rows, 2, &labels).unwrap();
    let joined = |x: f32, y: f32| Arc::new(base.joined_by(refs, &[x, y]).unwrap());
    // Beside a cluster each; both are point 400.
    let later = [(2, joined(50.5, 0.5)), (1, joined(0.5, 50.5))];
    let drawn = QuestionSpec { candidates: 60, seed: 1 };
    let mut questions = prepared(&base, drawn);
    for (cluster, graph) in later.iter().chain(&later) {
        assert_eq!(graph.island_of(400), *cluster, "a cluster is an island");
        let mut list = vec![400];
        while list.len() < 4 {
            list.push(questions.next_in(graph, &list, &[]).unwrap().unwrap());
        }
        let mut first: Vec<usize> = list[1..].iter().map(|i| i % 4).collect();
        first.sort_unstable();
        let others: Vec<usize> = (0..4).filter(|other| other != cluster).collect();
        assert_eq!(first, others);
    }
    // It adds to what others reach, and nothing that joined without a name changes what is asked.
    let graph = &later[0].1;
    let known: Vec<usize> = questions.candidates().take(2).collect();
    let mut fresh = prepared(&base, drawn);
    assert_eq!(questions.next_in(graph, &known, &[]), fresh.next(&known, &[]));
    let error = questions.next_in(graph, &[401], &[]).unwrap_err().to_string();
    assert_eq!(error, "taught[0].point: expected below 401, the points of the graph, found 401");
    let run =
        |threads| pool(threads, || prepared(&base, drawn).next_in(graph, &[400], &[]).unwrap());
    assert_eq!(run(1), run(4));
}

/// The rule done the obvious way: full matrices, every gain anew, in double precision.
#[test]
fn questions_are_those_of_the_equations() {
    let graph = Arc::new(random(150, 2));
    let drawn = QuestionSpec { candidates: 37, seed: 3 };
    let mut questions = prepared(&graph, drawn);
    let candidates: Vec<usize> = questions.candidates().collect();
    // All points as columns, so that those that are no candidates are there too.
    let one = |at: usize| (0..150).map(|i| f64::from(u8::from(i == at))).collect::<Vec<f64>>();
    let told: Vec<Vec<f64>> = (0..150).map(one).collect();
    let f = dense_spread(&full(&graph), &told, REACH.alpha, REACH.steps);
    let reach = |from: usize, i: usize| -> f64 {
        let largest = candidates.iter().map(|&c| f[c][i]).fold(0.0, f64::max);
        if largest > 0.0 { (f[from][i] / largest).min(1.0) } else { 0.0 }
    };
    let stranger = (0..150).find(|i| !candidates.contains(i)).unwrap();
    for known in [vec![], vec![candidates[5]], vec![stranger, candidates[0]]] {
        let mut list = known.clone();
        for found in asked(&mut questions, &known, 12) {
            let gain = |c: usize| -> f64 {
                let covered = |i| list.iter().map(|&n| reach(n, i)).fold(0.0, f64::max);
                (0..150).map(|i| (reach(c, i) - covered(i)).max(0.0)).sum()
            };
            let best = candidates.iter().filter(|c| !list.contains(c)).map(|&c| gain(c));
            let best = best.fold(0.0, f64::max);
            assert!(gain(found) > best - 1e-3, "{found} adds {}, another {best}", gain(found));
            list.push(found);
        }
        assert_eq!(list.len(), known.len() + 12);
    }
}

#[test]
fn the_same_questions_with_any_number_of_threads() {
    let graph = Arc::new(random(700, 3));
    let run = |threads, seed| {
        pool(threads, || {
            let mut questions = prepared(&graph, QuestionSpec { candidates: 100, seed });
            let reach = questions.reach.clone();
            (reach, asked(&mut questions, &[17, 18], 20))
        })
    };
    let one = run(1, 1);
    assert!(one == run(2, 1) && one == run(4, 1));
    assert_ne!(one.1, run(1, 2).1, "another seed draws others");
}

#[test]
fn all_are_drawn_where_there_are_few_and_then_nothing_is_left() {
    let graph = Arc::new(random(30, 2));
    let mut questions = prepared(&graph, QuestionSpec::default());
    let mut all: Vec<usize> = questions.candidates().collect();
    let found = asked(&mut questions, &[], 100);
    assert!(found.len() > 20, "{found:?}");
    all.sort_unstable();
    assert!(all.iter().copied().eq(0..30));
    assert_eq!(questions.next(&all, &[]).unwrap(), None);
}

#[test]
fn what_cannot_be_asked_is_refused_and_drawing_can_be_ended() {
    let graph = Arc::new(random(100, 2));
    let prepare = |candidates, goes_on: Progress| {
        Questions::prepare(Arc::clone(&graph), QuestionSpec { candidates, seed: 1 }, goes_on)
    };
    for candidates in [0, 2001] {
        let error = prepare(candidates, &|_, _| true).unwrap_err().to_string();
        let expected = "questions.candidates: expected a whole number from 1 to 2000, found";
        assert_eq!(error, format!("{expected} {candidates}"));
    }
    let asked = AtomicUsize::new(0);
    let goes_on = |done: usize, all: usize| {
        assert!(done < all && all == 4, "50 are four sixteens: {done} of {all}");
        asked.fetch_add(1, Ordering::Relaxed) < 70
    };
    assert!(prepare(50, &goes_on).unwrap().is_none());
    let mut questions = prepared(&graph, QuestionSpec::default());
    let error = questions.next(&[1, 100], &[]).unwrap_err().to_string();
    assert_eq!(error, "taught[1].point: expected below 100, the points of the graph, found 100");
}

/// Some points that are no candidates.
fn strangers(questions: &Questions, of: impl Fn(usize) -> bool) -> Vec<usize> {
    let points = 0..questions.graph.len();
    points.filter(|&i| of(i) && questions.candidates().all(|candidate| candidate != i)).collect()
}

#[test]
fn a_share_of_nothing_is_nothing() {
    assert_eq!([share(0.0, 0.0), share(3.0, 0.0), share(1.0, 4.0)], [0.0, 0.0, 0.25]);
}

#[test]
fn what_would_add_nothing_is_not_asked_for() {
    let graph = Arc::new(random(60, 2));
    let mut questions = prepared(&graph, QuestionSpec { candidates: 20, seed: 1 });
    let stranger = strangers(&questions, |_| true)[0];
    // As if it reached every point as much as any candidate does.
    questions.others.insert(stranger as u32, vec![1.0; 60]);
    assert_eq!(questions.next(&[stranger], &[]).unwrap(), None);
}

#[test]
fn many_that_are_named_at_once_reach_what_each_does_alone() {
    let graph = Arc::new(random(100, 2));
    let drawn = QuestionSpec { candidates: 20, seed: 1 };
    let (mut together, mut alone) = (prepared(&graph, drawn), prepared(&graph, drawn));
    let named = &strangers(&together, |_| true)[..LANES + 4];
    together.next(named, &[]).unwrap();
    for &one in named {
        alone.next(&[one], &[]).unwrap();
        let point = one as u32;
        assert_eq!(alone.others.keys().collect::<Vec<_>>(), [&point], "others are forgotten");
        assert_eq!(together.others[&point], alone.others[&point]);
    }
}

#[test]
fn what_was_spread_is_remembered_until_its_graph_is_another() {
    let rows = clusters(400, 50.0);
    let base = Arc::new(built(&rows, 2, spec()));
    let labels = vec![0; 400];
    let refs = References::new(&rows, 2, &labels).unwrap();
    let joined = |rows: [f32; 4]| Arc::new(base.joined_by(refs, &rows).unwrap());
    // Two points beside cluster 2, or beside cluster 1.
    let (one, other) = (joined([50.5, 0.5, 50.6, 0.4]), joined([0.5, 50.5, 0.4, 50.6]));
    let drawn = QuestionSpec { candidates: 60, seed: 1 };
    let (mut questions, mut fresh) = (prepared(&base, drawn), prepared(&base, drawn));
    let stranger = strangers(&questions, |i| i % 4 == 2)[0];
    let (first, list) = (stranger as u32, [stranger, 400, 401]);

    // What was in the graph before is spread there, as if nothing had joined.
    questions.next_in(&one, &list, &[]).unwrap();
    fresh.next(&[stranger], &[]).unwrap();
    assert_eq!(questions.others[&first], fresh.others[&first]);

    let mark = vec![0.5; 400];
    questions.others.values_mut().for_each(|column| column.clone_from(&mark));
    questions.next_in(&Arc::new(Graph::clone(&one)), &list, &[]).unwrap();
    assert_eq!(questions.others.len(), 3);
    assert!(questions.others.values().all(|column| *column == mark), "an equal graph");

    questions.next_in(&other, &list, &[]).unwrap();
    fresh.next_in(&other, &list, &[]).unwrap();
    assert_eq!(questions.others[&first], mark, "no graph but the first is its own");
    for later in [400_u32, 401] {
        assert_eq!(questions.others[&later], fresh.others[&later]);
    }
}
